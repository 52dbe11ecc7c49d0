using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>A file with lists of revoked certificates: one in DER, or one and more in PEM.</summary>
internal static class RevocationListFile
{
    private static ReadOnlySpan<byte> Label => "X509 CRL"u8; // RFC 7468 §6

    private static ReadOnlySpan<byte> Begin => "-----BEGIN"u8;

    /// <param name="path">The file.</param>
    /// <param name="octets">What is in it.</param>
    /// <exception cref="TlsMaterialException">There is none in it, or one that cannot be used.</exception>
    public static IReadOnlyList<RevocationList> Read(string path, ReadOnlyMemory<byte> octets)
    {
        try
        {
            return octets.Span is [0x30, ..] ? [RevocationListReader.Read(octets)] : ReadPem(octets.Span);
        }
        catch (InvalidDataException unusable)
        {
            throw new TlsMaterialException($"The list of revoked certificates in '{path}' {unusable.Message}.", unusable);
        }
    }

    private static List<RevocationList> ReadPem(ReadOnlySpan<byte> rest)
    {
        List<RevocationList> lists = [];
        while (PemEncoding.TryFindUtf8(rest, out PemFields fields))
        {
            if (rest[..fields.Location.Start.Value].IndexOf(Begin) >= 0)
                break;
            if (rest[fields.Label].SequenceEqual(Label))
            {
                byte[] list = new byte[fields.DecodedDataLength];
                if (Base64.DecodeFromUtf8(rest[fields.Base64Data], list, out _, out int count) != OperationStatus.Done || count != list.Length)
                    throw new InvalidDataException("is damaged");
                lists.Add(RevocationListReader.Read(list));
            }

            rest = rest[fields.Location.End..];
        }

        // Half a file is no shorter file: what is missing would be believed again.
        if (rest.IndexOf(Begin) >= 0)
            throw new InvalidDataException("is damaged");
        return lists.Count > 0 ? lists : throw new InvalidDataException("is not there: the file has neither DER nor \"X509 CRL\" in PEM");
    }
}

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

/// <summary>A list of revoked certificates, with whatever .NET's own builder does not write (RFC 5280 §5.1).</summary>
public sealed record TestRevocationList
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <summary>Who signs it, by an ECDSA key.</summary>
    public required X509Certificate2 Authority { get; init; }

    public DateTimeOffset ThisUpdate { get; init; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null for none.</summary>
    public DateTimeOffset? NextUpdate { get; init; } = new(2049, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The numbers on it, as INTEGERs' octets.</summary>
    public IReadOnlyList<byte[]> Serials { get; init; } = [];

    public IReadOnlyList<(string Identifier, bool IsCritical, byte[] Value)> Extensions { get; init; } = [];

    /// <summary>Of each entry.</summary>
    public IReadOnlyList<(string Identifier, bool IsCritical, byte[] Value)> EntryExtensions { get; init; } = [];

    public int Version { get; init; } = 1;

    /// <summary>The algorithm that it names; another than it is signed with does not fit.</summary>
    public string Algorithm { get; init; } = EcdsaWithSha256;

    /// <summary>The same in the signed part; null where it is the same.</summary>
    public string? SignedAlgorithm { get; init; }

    /// <summary>In DER.</summary>
    public byte[] Encode()
    {
        byte[] signed = EncodeSigned();
        using ECDsa key = Authority.GetECDsaPrivateKey()!;
        var writer = new AsnWriter(AsnEncodingRules.DER, initialCapacity: 4096 + (100 * Serials.Count));
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            WriteAlgorithm(writer, Algorithm);
            writer.WriteBitString(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return writer.Encode();
    }

    /// <summary>In PEM.</summary>
    public string EncodePem() => PemEncoding.WriteString("X509 CRL", Encode()) + "\n";

    private byte[] EncodeSigned()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, initialCapacity: 4096 + (100 * Serials.Count));
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version);
            WriteAlgorithm(writer, SignedAlgorithm ?? Algorithm);
            writer.WriteEncodedValue(Authority.SubjectName.RawData);
            WriteTime(writer, ThisUpdate);
            if (NextUpdate is { } next)
                WriteTime(writer, next);
            if (Serials.Count > 0)
                WriteEntries(writer);
            if (Extensions.Count > 0)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                    WriteExtensions(writer, Extensions);
            }
        }

        return writer.Encode();
    }

    private void WriteEntries(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            foreach (byte[] serial in Serials)
            {
                using (writer.PushSequence())
                {
                    writer.WriteInteger(serial);
                    WriteTime(writer, ThisUpdate);
                    if (EntryExtensions.Count > 0)
                        WriteExtensions(writer, EntryExtensions);
                }
            }
        }
    }

    private static void WriteExtensions(AsnWriter writer, IReadOnlyList<(string Identifier, bool IsCritical, byte[] Value)> extensions)
    {
        using (writer.PushSequence())
        {
            foreach ((string identifier, bool isCritical, byte[] value) in extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(identifier);
                    if (isCritical)
                        writer.WriteBoolean(true);
                    writer.WriteOctetString(value);
                }
            }
        }
    }

    private static void WriteAlgorithm(AsnWriter writer, string identifier)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(identifier);
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year < 2050)
            writer.WriteUtcTime(time);
        else
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }
}

using System.Text;

namespace Postroom.Imap;

/// <summary>COMPRESS (RFC 4978 §3).</summary>
/// <param name="Algorithm">In capitals: DEFLATE is the only one there is.</param>
public sealed record CompressArguments(string Algorithm) : IImapArguments<CompressArguments>
{
    // compress = "COMPRESS" SP algorithm; algorithm names must be atoms (RFC 4978 §5)
    /// <inheritdoc/>
    public static CompressArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        string algorithm = Encoding.ASCII.GetString(reader.ReadAtom("a compression mechanism")).ToUpperInvariant();
        reader.ReadEnd();
        return new(algorithm);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteAscii(Algorithm);
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Postroom.Mime;

/// <summary>Parameter continuations, charsets and percent encoding (RFC 2231 §3 and §4).</summary>
internal static class Rfc2231
{
    private readonly record struct Piece(ReadOnlyMemory<byte> Value, bool IsExtended);

    public static string? Decode(ReadOnlySpan<MimeParameter> parameters, ReadOnlySpan<byte> name, int maxPieces)
    {
        if (!TryJoin(parameters, name, maxPieces, out ReadOnlyMemory<byte> plain, out byte[]? octets, out string? charset))
            return null;
        return octets is null ? EncodedWords.Decode(plain.Span) : MailCharset.Decode(charset, octets);
    }

    /// <summary>The octets of a parameter, joined, percent signs undone, in whatever charset they are.</summary>
    public static ReadOnlyMemory<byte> Octets(ReadOnlySpan<MimeParameter> parameters, ReadOnlySpan<byte> name, int maxPieces) =>
        TryJoin(parameters, name, maxPieces, out ReadOnlyMemory<byte> plain, out byte[]? octets, out _) ? octets ?? plain : default;

    // name*=charset'language'text wins over pieces, pieces over the plain form, which is what old readers were left.
    private static bool TryJoin(
        ReadOnlySpan<MimeParameter> parameters, ReadOnlySpan<byte> name, int maxPieces,
        out ReadOnlyMemory<byte> plain, out byte[]? octets, out string? charset)
    {
        (plain, octets, charset) = (default, null, null);
        bool hasPlain = false;
        Piece? whole = null;
        Piece?[]? pieces = null;
        foreach (MimeParameter parameter in parameters)
        {
            ReadOnlySpan<byte> written = parameter.Name.Span;
            if (written.Length < name.Length || !Ascii.EqualsIgnoreCase(written[..name.Length], name))
                continue;
            ReadOnlySpan<byte> section = written[name.Length..];
            if (section.IsEmpty)
            {
                plain = hasPlain ? plain : parameter.Value;
                hasPlain = true;
            }
            else if (section is [(byte)'*'])
            {
                whole ??= new Piece(parameter.Value, IsExtended: true);
            }
            else if (section[0] == '*' && Utf8Parser.TryParse(section[1..], out int index, out int digits)
                && section[(digits + 1)..] is [] or [(byte)'*'] && index >= 0 && index < maxPieces)
            {
                pieces ??= new Piece?[maxPieces];
                pieces[index] ??= new Piece(parameter.Value, section[^1] == '*');
            }
        }

        if (whole is not null)
            octets = Join([whole], out charset);
        else if (pieces?[0] is not null)
            octets = Join(pieces, out charset);
        return hasPlain || octets is not null;
    }

    private static byte[] Join(ReadOnlySpan<Piece?> pieces, out string? charset)
    {
        charset = null;
        var joined = new ArrayBufferWriter<byte>();
        for (int i = 0; i < pieces.Length && pieces[i] is { } piece; i++)
        {
            ReadOnlySpan<byte> value = piece.Value.Span;
            if (i == 0 && piece.IsExtended)
                charset = TakeCharset(ref value);
            if (piece.IsExtended)
                DecodePercent(value, joined);
            else
                joined.Write(value);
        }
        return joined.WrittenSpan.ToArray();
    }

    // extended-initial-value := [charset] "'" [language] "'" extended-other-values
    private static string? TakeCharset(ref ReadOnlySpan<byte> value)
    {
        int first = value.IndexOf((byte)'\'');
        int second = first < 0 ? -1 : value[(first + 1)..].IndexOf((byte)'\'');
        if (second < 0)
            return null;
        string charset = Encoding.Latin1.GetString(value[..first]);
        value = value[(first + second + 2)..];
        return charset;
    }

    private static void DecodePercent(ReadOnlySpan<byte> value, ArrayBufferWriter<byte> output)
    {
        while (!value.IsEmpty)
        {
            int percent = value.IndexOf((byte)'%');
            if (percent < 0)
                percent = value.Length;
            output.Write(value[..percent]);
            value = value[percent..];
            if (value.IsEmpty)
                break;
            if (value.Length >= 3 && Hex.TryRead(value[1], value[2], out byte octet))
            {
                output.Write([octet]);
                value = value[3..];
            }
            else
            {
                output.Write("%"u8);
                value = value[1..];
            }
        }
    }
}

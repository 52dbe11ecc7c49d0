using System.Diagnostics.CodeAnalysis;

namespace Postroom.Imap;

/// <summary>The announcement of a literal at the end of a line: how many octets follow, and whether the client waits for "+".</summary>
/// <param name="Size">Octets that follow the line's CRLF, up to 2^63-1.</param>
/// <param name="IsSynchronizing">The client waits for a continuation request (RFC 9051 §4.3).</param>
/// <param name="IsBinary">It is a literal8 (RFC 3516 §4.2).</param>
/// <param name="Start">The index in the line where the announcement starts.</param>
public readonly record struct LiteralAnnouncement(long Size, bool IsSynchronizing, bool IsBinary, int Start)
{
    /// <summary>Looks for an announcement at the end of <paramref name="line"/>, which is without its CRLF.</summary>
    /// <remarks>
    /// literal = "{" number64 ["+"] "}", literal8 = "~{" number64 ["+"] "}" (RFC 9051 §9, RFC 4466 §3). One that stands inside a quoted
    /// string is none: <c>LOGIN joe "{5}"</c> does not end in "}", and <c>"x {5}</c> never closes its quotes, which the parser then says.
    /// </remarks>
    /// <returns>What the end of the line is; for <see cref="LiteralScan.Malformed"/> the size cannot be trusted, nor what follows.</returns>
    public static LiteralScan Scan(ReadOnlySpan<byte> line, out LiteralAnnouncement announcement)
    {
        announcement = default;
        if (line.IsEmpty || line[^1] != (byte)'}')
        {
            return LiteralScan.None;
        }

        int open = line.LastIndexOf((byte)'{');
        if (open < 0)
        {
            return LiteralScan.None;
        }

        ReadOnlySpan<byte> inner = line[(open + 1)..^1];
        bool plus = !inner.IsEmpty && inner[^1] == (byte)'+';
        ReadOnlySpan<byte> digits = plus ? inner[..^1] : inner;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return LiteralScan.None; // {abc} is no announcement; the parser refuses it
        }

        if (!ImapNumber.TryParse(digits, long.MaxValue, out ulong size))
        {
            return LiteralScan.Malformed; // {99999999999999999999}: a literal whose end nobody can know
        }

        bool binary = open > 0 && line[open - 1] == (byte)'~';
        announcement = new LiteralAnnouncement((long)size, !plus, binary, binary ? open - 1 : open);
        return LiteralScan.Found;
    }

    /// <summary>True if the line ends in an announcement whose size can be trusted.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out LiteralAnnouncement? announcement)
    {
        bool found = Scan(line, out LiteralAnnouncement value) == LiteralScan.Found;
        announcement = found ? value : null;
        return found;
    }
}

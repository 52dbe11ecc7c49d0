using System.Text;

namespace LoadGenerator.Ceiling;

/// <summary>The answers to FETCH and SEARCH, made from the <see cref="Letters"/>.</summary>
internal static class CannedAnswers
{
    // A BODYSTRUCTURE of the usual length; what stands in it, nobody looks at.
    private static readonly byte[] Structure = Encoding.ASCII.GetBytes(
        " BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 1960 31 NIL NIL NIL NIL)" +
        "(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 822 14 NIL NIL NIL NIL) \"alternative\" (\"boundary\" \"=_bound\") NIL NIL NIL)");

    /// <param name="isBig">From the mailbox of 10 MB messages.</param>
    public static byte[] Fetch(int first, int last, string items, bool isBig)
    {
        var output = new MemoryStream();
        for (int n = first; n <= last; n++)
        {
            output.Write(Encoding.ASCII.GetBytes($"* {n} FETCH ("));
            int letter = Box.LetterOf(n);
            if (items.Contains("ENVELOPE", StringComparison.Ordinal))
                output.Write([.. Encoding.ASCII.GetBytes(Letters.Envelope(letter)), .. Structure]);
            else if (items.Contains("HEADER.FIELDS", StringComparison.Ordinal))
                Literal(output, "BODY[HEADER.FIELDS (From To Subject Date)]", Encoding.ASCII.GetBytes(Letters.FourFields(letter)));
            else if (items.Contains("]<", StringComparison.Ordinal))
                Partial(output, Letters.Of(letter), items);
            else if (items.Contains("BODY", StringComparison.Ordinal))
                Literal(output, "BODY[]", isBig ? Letters.OfSize(n, Fixture.BigOctets) : Letters.Of(letter));
            else
                output.Write(Encoding.ASCII.GetBytes(items.Contains("UID", StringComparison.Ordinal) ? $"UID {n} FLAGS ({Letters.Flags(letter)})" : $"FLAGS ({Letters.Flags(letter)})"));
            output.Write(")\r\n"u8);
        }
        return output.ToArray();
    }

    public static byte[] Search(string key, int count)
    {
        // "1:n " before the key narrows it down.
        if (key.StartsWith("1:", StringComparison.Ordinal))
        {
            int space = key.IndexOf(' ', StringComparison.Ordinal);
            (count, key) = (int.Parse(key.AsSpan(2, space - 2)), key[(space + 1)..]);
        }
        return Encoding.ASCII.GetBytes(
            "* SEARCH" + string.Concat(Enumerable.Range(1, count).Where(n => Searches.Matches(key, Box.LetterOf(n))).Select(static n => $" {n}")) + "\r\n");
    }

    private static void Literal(MemoryStream output, string name, ReadOnlySpan<byte> octets)
    {
        output.Write(Encoding.ASCII.GetBytes($"{name} {{{octets.Length}}}\r\n"));
        output.Write(octets);
    }

    // BODY.PEEK[]<offset.count>
    private static void Partial(MemoryStream output, ReadOnlySpan<byte> octets, string items)
    {
        int open = items.IndexOf('<', StringComparison.Ordinal);
        int[] part = [.. items[(open + 1)..items.IndexOf('>', StringComparison.Ordinal)].Split('.').Select(int.Parse)];
        Literal(output, $"BODY[]<{part[0]}>", octets.Slice(part[0], Math.Min(part[1], octets.Length - part[0])));
    }
}

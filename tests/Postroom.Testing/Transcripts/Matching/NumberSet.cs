using System.Globalization;

namespace Postroom.Testing.Transcripts;

/// <summary>Sequence sets as numbers, in the order in which they stand: 304,319:320 is the same as 304,319,320.</summary>
internal static class NumberSet
{
    private const int Most = 1_000_000;

    public static bool TryExpand(string text, out List<long> numbers)
    {
        numbers = [];
        if (text.Length == 0 || !text.All(c => char.IsAsciiDigit(c) || c is ':' or ','))
            return false;
        foreach (string range in text.Split(','))
        {
            string[] ends = range.Split(':');
            if (ends.Length > 2
                || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
                || !long.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
                || Math.Abs(last - first) > Most)
            {
                return false;
            }

            for (long n = Math.Min(first, last); n <= Math.Max(first, last); n++)
                numbers.Add(n);
        }

        return true;
    }
}

namespace Postroom.Imap.Server;

/// <summary>Counts through ranges of numbers as if they stood one by one.</summary>
internal static class RangePlaces
{
    /// <summary>The <paramref name="first"/>th to the <paramref name="last"/>th number of <paramref name="ranges"/>, counted from 1; places that are not there are left out.</summary>
    internal static IEnumerable<NumberRange> Between(IEnumerable<NumberRange> ranges, long first, long last)
    {
        long before = 0;
        foreach (NumberRange range in ranges)
        {
            long from = Math.Max(first - before, 1), to = Math.Min(last - before, range.Count);
            if (from <= to)
            {
                yield return new((uint)(range.First + from - 1), (uint)(range.First + to - 1));
            }

            before += range.Count;
        }
    }
}

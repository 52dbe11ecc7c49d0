using System.Numerics;

namespace Postroom.Store.Codecs;

/// <summary>Columns of numbers that nobody looks at for now, in few octets: differences, and where many in a row are equal, how many.</summary>
internal static class ColumnPacking
{
    private const byte Differences = 0, Runs = 1;

    internal static void Pack<T>(RowWriter into, ReadOnlySpan<T> column) where T : unmanaged, IBinaryInteger<T>
    {
        int runs = CountRuns(column);
        bool areFew = runs * 2 < column.Length; // a run takes its length besides
        into.Octet(areFew ? Runs : Differences);
        long last = 0;
        for (int i = 0; i < column.Length;)
        {
            long step = Step(column[i], last);
            int length = areFew ? RunFrom(column, i, step) : 1;
            into.Signed(step);
            if (areFew)
            {
                into.Number((ulong)length);
            }

            i += length;
            last = long.CreateTruncating(column[i - 1]);
        }
    }

    internal static T[] Unpack<T>(ref RowReader from, int count) where T : unmanaged, IBinaryInteger<T>
    {
        var column = new T[count];
        bool hasRuns = from.Octet() == Runs;
        long value = 0;
        for (int i = 0; i < count;)
        {
            long step = from.Signed();
            for (int end = hasRuns ? i + from.Int() : i + 1; i < end; i++)
            {
                value = unchecked(value + step);
                column[i] = T.CreateTruncating(value);
            }
        }

        return column;
    }

    private static int CountRuns<T>(ReadOnlySpan<T> column) where T : unmanaged, IBinaryInteger<T>
    {
        int runs = 0;
        long last = 0;
        for (int i = 0; i < column.Length; runs++)
        {
            i += RunFrom(column, i, Step(column[i], last));
            last = long.CreateTruncating(column[i - 1]);
        }

        return runs;
    }

    // How many from `at` on are each higher by `step` than the one before.
    private static int RunFrom<T>(ReadOnlySpan<T> column, int at, long step) where T : unmanaged, IBinaryInteger<T>
    {
        int end = at + 1;
        while (end < column.Length && Step(column[end], long.CreateTruncating(column[end - 1])) == step)
        {
            end++;
        }

        return end - at;
    }

    private static long Step<T>(T value, long last) where T : unmanaged, IBinaryInteger<T> => unchecked(long.CreateTruncating(value) - last);
}

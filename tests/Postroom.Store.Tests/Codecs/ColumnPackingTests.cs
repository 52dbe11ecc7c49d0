using FsCheck;
using FsCheck.Fluent;
using Postroom.Store.Codecs;

namespace Postroom.Store.Tests.Codecs;

/// <summary>Columns at rest: what comes out is what went in, and little room is taken.</summary>
public sealed class ColumnPackingTests
{
    [Fact]
    public void Any_column_comes_out_as_it_went_in()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<long[]>(static column => Assert.Equal(column, Through<long>(column))));
        Check.QuickThrowOnFailure(Prop.ForAll<uint[]>(static column => Assert.Equal(column, Through<uint>(column))));
        Check.QuickThrowOnFailure(Prop.ForAll<short[]>(static column => Assert.Equal(column, Through<short>(column))));
    }

    /// <summary>Most columns are stretches of one value, or of values that go up by one.</summary>
    [Fact]
    public void Runs_come_out_as_they_went_in() => Check.QuickThrowOnFailure(Prop.ForAll<(byte Length, sbyte Step)[]>(static runs =>
    {
        var column = new List<long> { 7 };
        foreach ((byte length, sbyte step) in runs)
        {
            column.AddRange(Enumerable.Range(1, length).Select(i => column[^1] + ((long)i * step)).ToArray());
        }

        Assert.Equal(column, Through<long>([.. column]));
    }));

    [Fact]
    public void The_ends_of_each_type_come_out_too()
    {
        Assert.Equal([long.MinValue, long.MaxValue, 0, long.MinValue], Through<long>([long.MinValue, long.MaxValue, 0, long.MinValue]));
        Assert.Equal([ulong.MaxValue, 0, 1UL << 63], Through<ulong>([ulong.MaxValue, 0, 1UL << 63]));
        Assert.Equal([uint.MaxValue, 0, uint.MaxValue], Through<uint>([uint.MaxValue, 0, uint.MaxValue]));
        Assert.Equal([short.MinValue, short.MaxValue], Through<short>([short.MinValue, short.MaxValue]));
    }

    [Fact]
    public void What_goes_evenly_takes_a_few_octets()
    {
        Assert.InRange(Octets<uint>([.. Enumerable.Range(1_000, 256).Select(static uid => (uint)uid)]), 1, 8);
        Assert.InRange(Octets<long>([.. Enumerable.Repeat(1_700_000_000L, 256)]), 1, 16);
        Assert.InRange(Octets<long>([.. Enumerable.Range(0, 256).Select(static i => 4_000L + (i * i % 50))]), 256, 520); // one or two each
    }

    private static T[] Through<T>(T[] column) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var row = new RowWriter(1);
        ColumnPacking.Pack<T>(row, column);
        var reader = new RowReader(row.Written.Span, 1);
        T[] back = ColumnPacking.Unpack<T>(ref reader, column.Length);
        Assert.True(reader.IsAtEnd);
        return back;
    }

    private static int Octets<T>(T[] column) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var row = new RowWriter(1);
        ColumnPacking.Pack<T>(row, column);
        return row.Written.Length - 1;
    }
}

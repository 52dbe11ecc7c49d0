using Postroom.Store.Engine;

namespace Postroom.Store.Tests;

/// <summary>How many rows a search holds: a chunk of messages whose rows are megabytes must not be there at once.</summary>
public class SearchRowsTests
{
    private const int Messages = 200;
    private readonly List<int> _reads = [];

    [Theory]
    [InlineData(100, 1)] // small ones all together
    [InlineData(10_000, 20)]
    public async Task Rows_are_read_together_as_far_as_they_may_be_large(int size, int reads)
    {
        using SearchRows rows = Of(size);
        ChunkMask all = ChunkMask.First(Messages);
        for (int i = 0, loaded = 0; i < Messages; i++)
        {
            if (i >= loaded)
            {
                loaded = await rows.LoadAsync(all, i, default);
            }

            Assert.Equal(i, rows[i].Span[0]);
        }

        Assert.Equal(reads, _reads.Count);
        Assert.Equal(Messages, _reads.Sum());
    }

    [Fact]
    public async Task Another_condition_reads_only_what_is_not_here()
    {
        using SearchRows rows = Of(100);
        var some = default(ChunkMask);
        some.Add(7);
        some.Add(199);
        Assert.True(await rows.LoadAsync(some, 7, default) > 199);
        Assert.Equal(199, rows[199].Span[0]);
        await rows.LoadAsync(ChunkMask.First(Messages), 0, default);
        Assert.Equal((7, 8, 199), (rows[7].Span[0], rows[8].Span[0], rows[199].Span[0]));
        Assert.Equal([2, Messages - 2], _reads);
    }

    [Fact]
    public async Task An_email_that_is_gone_has_no_row()
    {
        using SearchRows rows = Of(100, gone: 5);
        await rows.LoadAsync(ChunkMask.First(Messages), 0, default);
        Assert.True(rows[5].IsEmpty);
        Assert.Equal((4, 6), (rows[4].Span[0], rows[6].Span[0]));
    }

    // Ten messages of 10,000 octets, or all 200 of 100, are 100,000 octets.
    private SearchRows Of(int size, int gone = -1) => new(
        new MessageChunk(
            new ChunkColumns(
                [.. Enumerable.Range(1, Messages).Select(static uid => (uint)uid)], [.. Enumerable.Range(0, Messages).Select(static email => (long)email)],
                [.. Enumerable.Repeat((long)size, Messages)], new long[Messages], new short[Messages], new long[Messages]),
            new ulong[Messages],
            new long[Messages]),
        static octets => octets,
        maxOctets: 100_000,
        (keys, _) =>
        {
            _reads.Add(keys.Length);
            var set = new RowSet(keys.Length);
            foreach (EmailKey key in keys.Span)
            {
                if (key.Value != gone)
                {
                    byte[] row = new byte[size];
                    row[0] = (byte)key.Value;
                    set.Add(new RowKey(key.Value), row);
                }
            }

            return ValueTask.FromResult(set);
        });
}

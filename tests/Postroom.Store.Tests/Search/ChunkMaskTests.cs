namespace Postroom.Store.Tests;

public class ChunkMaskTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(255)]
    [InlineData(256)]
    public void First_holds_so_many_and_they_are_found_in_order(int count)
    {
        ChunkMask mask = ChunkMask.First(count);
        var found = new List<int>();
        for (int i = mask.Next(0); i < 256; i = mask.Next(i + 1))
        {
            found.Add(i);
        }

        Assert.Equal(Enumerable.Range(0, count), found);
        Assert.Equal(count, mask.Count);
        Assert.Equal(count == 0, mask.IsEmpty);
    }

    [Fact]
    public void Sets_combine()
    {
        var odd = default(ChunkMask);
        for (int i = 1; i < 256; i += 2)
        {
            odd.Add(i);
        }

        ChunkMask low = ChunkMask.First(100);
        Assert.Equal(50, (odd & low).Count);
        Assert.Equal(128 + 50, (odd | low).Count);
        Assert.Equal(78, ChunkMask.Except(odd, low).Count);
        Assert.True(odd.Contains(255) && !odd.Contains(254));
    }
}

using Postroom.Store.State;

namespace Postroom.Store.Tests.State;

/// <summary>A map of shared nodes against a dictionary, whatever is done to it and however its hashes fall.</summary>
public sealed class SharedMapTests
{
    [Fact]
    public void Without_anything_finds_nothing()
    {
        var map = new SharedMap<long, string>();

        Assert.Equal(0, map.Count);
        Assert.Null(map.Find(1));
        Assert.Empty(map.Entries());
        Assert.Same(map, map.Without(1));
        Assert.Throws<KeyNotFoundException>(() => map[1]);
    }

    [Theory]
    [InlineData(-1)] // hashes as they come
    [InlineData(0x3)] // four hashes: chains
    [InlineData(unchecked((int)0xC0000000))] // hashes that differ in their last two bits only: the deepest branches
    public void Holds_what_a_dictionary_holds_and_leaves_each_one_before_as_it_was(int hashBits)
    {
        var random = new Random(4711);
        var expected = new Dictionary<Key, int>();
        var map = new SharedMap<Key, int>();
        for (int step = 0; step < 3_000; step++)
        {
            var key = new Key(random.Next(300) * 0x01234567, hashBits);
            SharedMap<Key, int> before = map;
            KeyValuePair<Key, int>[] held = [.. expected];
            if (random.Next(5) < (step < 2_000 ? 3 : 1))
            {
                map = map.With(key, step);
                expected[key] = step;
            }
            else
            {
                map = map.Without(key);
                expected.Remove(key);
            }

            if (step % 25 == 0)
            {
                AssertHolds(expected, map);
                AssertHolds(held, before);
            }
        }

        foreach (Key key in expected.Keys)
        {
            map = map.Without(key);
        }

        Assert.Equal(0, map.Count);
        Assert.Empty(map.Entries());
    }

    [Fact]
    public void Leaves_out_those_that_are_to_go()
    {
        var map = new SharedMap<long, string>();
        for (long key = 0; key < 100; key++)
        {
            map = map.With(key << 20, key.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        SharedMap<long, string> rest = map.Without(static key => (key >> 20) % 3 != 0);

        Assert.Equal(34, rest.Count);
        Assert.All(rest.Entries(), static entry => Assert.Equal(0, (entry.Key >> 20) % 3));
        Assert.Equal("99", rest[99 << 20]);
        Assert.Same(rest, rest.Without(static _ => false));
        Assert.Equal(100, map.Count);
    }

    private static void AssertHolds(IReadOnlyCollection<KeyValuePair<Key, int>> expected, SharedMap<Key, int> map)
    {
        Assert.Equal(expected.Count, map.Count);
        Assert.Equal(expected.Count, map.Entries().DistinctBy(static entry => entry.Key).Count());
        foreach ((Key key, int value) in expected)
        {
            Assert.Equal(value, map[key]);
        }
    }

    private readonly record struct Key(int Number, int HashBits)
    {
        public override int GetHashCode() => Number & HashBits;
    }
}

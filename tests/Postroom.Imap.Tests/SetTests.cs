using FsCheck;
using FsCheck.Fluent;

namespace Postroom.Imap.Tests;

/// <summary>Sequence sets and UID sets, against plain sets of numbers.</summary>
public class SetTests
{
    private static readonly Gen<uint> Bound = Gen.OneOf(
        Gen.Choose(1, 40).Select(static number => (uint)number), Gen.Elements(1u, uint.MaxValue - 1, uint.MaxValue));

    private static readonly Gen<UidSet> AnySet =
        Gen.Choose(1, 60).Select(static number => new Uid((uint)number)).ListOf().Select(static uids => UidSet.From(uids));

    [Theory]
    [InlineData("2,4:7,9,12:*", 15, "2,4:7,9,12:15")] // RFC 9051 §9, the first example
    [InlineData("*:4,5:7", 10, "4:10")] // and the second
    [InlineData("3291:*", 5, "5:3291")] // "includes the UID of the last message, even if that value is less than 3291"
    [InlineData("1:*", 0, "")]
    [InlineData("4:2,3", 9, "2:4")]
    [InlineData("4294967295,4294967294", 9, "4294967294:4294967295")]
    public void Resolves_as_the_RFC_says(string text, uint largest, string resolved)
    {
        var set = SequenceSet.Parse(text);
        Assert.Equal(text, set.ToString());
        Assert.Equal(resolved, set.ResolveUids(largest == 0 ? null : new Uid(largest)).ToString());
    }

    [Fact]
    public void Knows_what_was_written()
    {
        Assert.True(SequenceSet.Parse("$").IsSavedResult);
        Assert.Throws<InvalidOperationException>(() => SequenceSet.SavedResult.Resolve(1));
        Assert.Equal(17u, SequenceSet.Parse("17:*,3").LargestNumber);
        Assert.True(SequenceSet.Parse("17:*,3").HasStar);
        Assert.Equal([3u, 1u, 2u, 9u], SequenceSet.Parse("3,2:1,9").Enumerate());
        Assert.Equal(SequenceSet.All, SequenceSet.Range(1, null));
    }

    [Theory]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("1;2")]
    [InlineData("01x")]
    [InlineData("0")]
    [InlineData("4294967296")]
    [InlineData("000000000000000000000000000001")]
    [InlineData("$,1")]
    [InlineData("")]
    public void Refuses_what_is_no_set(string text) => Assert.Throws<ImapSyntaxException>(() => SequenceSet.Parse(text));

    [Theory]
    [InlineData("*")]
    [InlineData("1:*")]
    [InlineData("$")]
    public void A_uid_set_has_no_star(string text) => Assert.Throws<ImapSyntaxException>(() => UidSet.Parse(text));

    [Fact]
    public void Sequence_sets_come_back_as_they_were_written() => Check(
        Gen.Zip(Gen.OneOf(Bound, Gen.Constant(0u)), Gen.OneOf(Bound, Gen.Constant(0u))).NonEmptyListOf(), // 0 is "*"
        static ranges =>
        {
            var set = new SequenceSet(ranges.Select(static range => (range.Item1, range.Item2)).ToArray());
            Assert.Equal(set, SequenceSet.Parse(set.ToString()));
            UidSet resolved = set.ResolveUids(new Uid(7));
            Assert.All(ranges, range => Assert.True(resolved.Contains(new Uid(range.Item1 == 0 ? 7 : range.Item1))));
        });

    [Fact]
    public void Set_algebra_is_that_of_sets() => Check(Gen.Zip(AnySet, AnySet), static pair =>
    {
        (UidSet left, UidSet right) = pair;
        var leftUids = left.ToHashSet();
        var rightUids = right.ToHashSet();
        Assert.Equal(leftUids.Union(rightUids).Order(), left.Union(right));
        Assert.Equal(leftUids.Intersect(rightUids).Order(), left.Intersect(right));
        Assert.Equal(leftUids.Except(rightUids).Order(), left.Except(right));
        Assert.Equal(leftUids.Count, left.Count);
        Assert.All(Enumerable.Range(1, 61), number => Assert.Equal(leftUids.Contains(new Uid((uint)number)), left.Contains(new Uid((uint)number))));
        foreach (UidSet each in (UidSet[])[left.Union(right), left.Intersect(right), left.Except(right)])
        {
            Assert.Equal(each, each.IsEmpty ? UidSet.Empty : UidSet.Parse(each.ToString()));
            for (int i = 1; i < each.Ranges.Length; i++)
            {
                Assert.True(each.Ranges[i].First > each.Ranges[i - 1].Last + 1, "ranges that touch are one");
            }
        }
    });

    [Fact]
    public void The_highest_uid_does_not_wrap_round()
    {
        UidSet top = UidSet.Range(new Uid(uint.MaxValue - 1), new Uid(uint.MaxValue));
        UidSet all = UidSet.Range(new Uid(1), new Uid(uint.MaxValue));
        Assert.Equal([uint.MaxValue - 1, uint.MaxValue], top.Select(static uid => uid.Value));
        Assert.Equal("1:4294967293", all.Except(top).ToString());
        Assert.Equal(all, top.Union(all));
        Assert.Equal(uint.MaxValue, (uint)all.Count);
        Assert.Empty(top.Except(all));
    }

    [Fact]
    public void A_million_uids_cost_next_to_nothing()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        UidSet million = UidSet.Range(new Uid(1), new Uid(1_000_000)).Except(UidSet.Of(new Uid(500_000)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1000);
        Assert.Equal(999_999, million.Count);
    }

    private static void Check<T>(Gen<T> values, Action<T> holds, int examples = 300)
    {
        var fixedSeed = new Rnd(9051, 3501);
        foreach (T value in values.Sample(examples, fixedSeed, 30))
        {
            holds(value);
        }
    }

    [Theory]
    [InlineData(1u, 3u)]
    [InlineData(3u, 3u)]
    [InlineData(4u, 4u)]
    [InlineData(6u, 9u)]
    [InlineData(10u, null)]
    public void The_lowest_UID_from_one_on_is_found(uint from, uint? expected) => Assert.Equal(expected, UidSet.Parse("3:5,9").FirstFrom(from)?.Value);
}

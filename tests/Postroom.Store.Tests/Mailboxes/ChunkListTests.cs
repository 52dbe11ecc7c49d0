namespace Postroom.Store.Tests.Mailboxes;

/// <summary>A list of chunks against a plain array, whatever is done to it; and what its pages share.</summary>
public sealed class ChunkListTests
{
    private uint _uid;

    [Fact]
    public void It_is_what_a_plain_list_is_after_any_changes()
    {
        var random = new Random(7);
        var plain = new List<MessageChunk>();
        ChunkList list = ChunkList.Empty;
        for (int step = 0; step < 400; step++)
        {
            switch (random.Next(4))
            {
                case 0:
                    MessageChunk[] more = [.. Enumerable.Range(0, random.Next(90)).Select(_ => Chunk(random.Next(1, 4), random.Next(1000)))];
                    MessageChunk? last = plain.Count > 0 && random.Next(2) == 0 ? Chunk(2, 5) : null;
                    list = list.Appended(last, more);
                    plain = [.. last is null ? plain : [.. plain[..^1], last], .. more];
                    break;
                case 1 when plain.Count > 0:
                    List<(int At, MessageChunk Chunk)> changes =
                        [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(plain.Count)).Distinct().Order().Select(at => (at, Chunk(plain[at].Count, random.Next(2000))))];
                    list = list.With(changes);
                    changes.ForEach(change => plain[change.At] = change.Chunk);
                    break;
                case 2 when plain.Count > 300:
                    plain.RemoveRange(random.Next(plain.Count - 100), 100);
                    list = ChunkList.Of([.. plain], list);
                    break;
                default:
                    plain.Sort((a, b) => a.HighestModSeq.CompareTo(b.HighestModSeq)); // any other order
                    list = ChunkList.Of([.. plain]);
                    break;
            }

            AssertSame(plain, list, random);
        }
    }

    [Fact]
    public void A_change_shares_every_page_but_its_own()
    {
        ChunkList before = ChunkList.Of([.. Enumerable.Range(0, 640).Select(_ => Chunk(1, 1))]);
        ChunkList after = before.With([(70, Chunk(1, 9)), (71, Chunk(1, 9))]);
        Assert.Equal([true, false, true, true, true, true, true, true, true, true], before.Pages.ToArray().Zip(after.Pages.ToArray(), ReferenceEquals));
        Assert.Equal(64, before.SkipShared(after, 0));
        Assert.Equal(65, before.SkipShared(after, 65));
        Assert.Equal(640, before.SkipShared(after, 128));
        Assert.Equal(70, after.NextAbove(1, 0));
        Assert.Equal(71, after.NextAbove(1, 71));
        Assert.Equal(640, after.NextAbove(1, 72));

        ChunkList longer = after.Appended(null, [Chunk(1, 1)]);
        Assert.Equal(640, after.SkipShared(longer, 0));
        ChunkList shorter = ChunkList.Of(after.Range(..639), after);
        Assert.Equal(576, after.SkipShared(shorter, 0));
    }

    private MessageChunk Chunk(int messages, long modSeq)
    {
        uint[] uids = [.. Enumerable.Range(0, messages).Select(_ => ++_uid)];
        var columns = new ChunkColumns(uids, new long[messages], new long[messages], new long[messages], new short[messages], new long[messages]);
        return new MessageChunk(columns, new ulong[messages], [.. uids.Select(_ => modSeq)]);
    }

    private static void AssertSame(List<MessageChunk> plain, ChunkList list, Random random)
    {
        Assert.Equal(plain.Count, list.Length);
        Assert.Equal(plain, list);
        Assert.Equal(plain.Sum(static chunk => chunk.Count), list.Messages);
        Assert.Equal(list.Messages, list.CountBefore(list.Length));
        long modSeq = random.Next(1500);
        Assert.Equal(Enumerable.Range(0, plain.Count).FirstOrDefault(i => plain[i].HighestModSeq > modSeq, plain.Count), list.NextAbove(modSeq, 0));
        if (plain.Count > 0)
        {
            int at = random.Next(plain.Count);
            int before = plain.Take(at).Sum(static chunk => chunk.Count);
            Assert.Same(plain[at], list[at]);
            Assert.Equal(before, list.CountBefore(at));
            Assert.Equal(at, list.ChunkAt(before));
            Assert.Equal(at, list.ChunkAt(before + plain[at].Count - 1));
            Assert.Equal(plain[at..], list.Range(at..));
        }
    }
}

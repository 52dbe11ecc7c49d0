using System.Buffers;
using System.Text;
using Postroom.Imap;

namespace Postroom.Store.Contract;

/// <summary>Random work with a fixed seed against a naive model, with reopening in between: UIDs, MODSEQs, flags, counters, quota, vanished.</summary>
public abstract class ModelContract : StoreContract
{
    private static readonly string[] Names = [@"\Seen", @"\Deleted", @"\Flagged", .. Enumerable.Range(0, 66).Select(n => $"k{n}")];

    private readonly Dictionary<MailboxId, ModelMailbox> _model = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_store_does_what_the_model_does(int seed)
    {
        var random = new Random(seed);
        _model.Add(Inbox, new ModelMailbox(Inbox));
        for (int i = 0; i < 3; i++)
        {
            MailboxId made = await CreateMailboxAsync($"m{i}");
            _model.Add(made, new ModelMailbox(made));
        }

        for (int step = 0; step < 150; step++)
        {
            await StepAsync(random, step);
            if (step % 10 == 9)
            {
                await CompareAsync(random);
            }

            if (step % 37 == 36)
            {
                await ReopenAsync();
                await CompareAsync(random);
            }
        }
    }

    private async Task StepAsync(Random random, int step)
    {
        ModelMailbox a = Any(random), b = Any(random);
        UidSet uids = SomeUids(random, a);
        switch (random.Next(6))
        {
            case 0 or 1:
                await AddAsync(random, a, step);
                break;
            case 2 or 3:
                await StoreAsync(random, a, uids);
                break;
            case 4:
                await CopyAsync(a, uids, b, isMove: random.Next(2) == 0);
                break;
            default:
                CommitResult result = await CommitAsync(new ExpungeMessages(a.Id, uids));
                uint[] deleted = [.. a.In(uids).Where(uid => a.Messages[uid].Flags.Contains(@"\Deleted"))];
                Assert.Equal(deleted, result.Only<MessagesExpunged>().Uids.Select(uid => uid.Value));
                a.Remove(deleted, (long)result.ModSeq.Value);
                break;
        }
    }

    private async Task AddAsync(Random random, ModelMailbox mailbox, int step)
    {
        string[] flags = SomeFlags(random);
        var messages = new List<StagedMessage>();
        int count = random.Next(1, 60);
        for (int i = 0; i < count; i++)
        {
            messages.Add(await StageAsync($"{step}/{i}"));
        }

        CommitResult result = await CommitAsync([.. messages.Select(message => new AddMessage(mailbox.Id, message, [.. flags.Select(Flag.Parse)], null))]);
        for (int i = 0; i < count; i++)
        {
            uint uid = mailbox.Add(new ModelMessage($"{step}/{i}", flags, 0), (long)result.ModSeq.Value);
            Assert.Equal(new Uid(uid), ((MessageAdded)result.Outcomes[i]).Uid);
            await messages[i].DisposeAsync();
        }
    }

    private async Task StoreAsync(Random random, ModelMailbox mailbox, UidSet uids)
    {
        var kind = (FlagChangeKind)random.Next(3);
        string[] flags = SomeFlags(random);
        long? since = random.Next(3) == 0 && mailbox.HighestModSeq > 0 ? random.NextInt64(1, mailbox.HighestModSeq + 1) : null;
        CommitResult result = await CommitAsync(
            new ChangeFlags(mailbox.Id, uids, kind, [.. flags.Select(Flag.Parse)], since is { } given ? new ModSeq((ulong)given) : null));
        FlagsChanged done = result.Only<FlagsChanged>();
        uint[] there = [.. mailbox.In(uids)];
        Assert.Equal(there.Where(uid => mailbox.Messages[uid].ModSeq > since), done.Refused.Select(uid => uid.Value));
        uint[] changed = [.. there.Where(uid => !(mailbox.Messages[uid].ModSeq > since))];
        Assert.Equal(changed, done.Changed.Select(uid => uid.Value));
        foreach (uint uid in changed)
        {
            string[] old = mailbox.Messages[uid].Flags;
            IEnumerable<string> now = kind switch
            {
                FlagChangeKind.Add => old.Union(flags),
                FlagChangeKind.Remove => old.Except(flags),
                _ => flags,
            };
            mailbox.Change(uid, now, (long)result.ModSeq.Value);
        }
    }

    private async Task CopyAsync(ModelMailbox from, UidSet uids, ModelMailbox to, bool isMove)
    {
        CommitResult result = await CommitAsync(new CopyMessages(from.Id, uids, to.Id, isMove));
        uint[] copied = [.. from.In(uids)];
        MessagesCopied done = result.Only<MessagesCopied>();
        Assert.Equal(copied, done.SourceUids.Select(uid => uid.Value));
        uint[] made = [.. copied.Select(uid => from.Messages[uid]).ToArray().Select(message => to.Add(message, (long)result.ModSeq.Value))];
        Assert.Equal(made, done.TargetUids.Select(uid => uid.Value));
        if (isMove)
        {
            from.Remove(copied, (long)result.ModSeq.Value);
        }
    }

    private async Task CompareAsync(Random random)
    {
        foreach (ModelMailbox model in _model.Values)
        {
            await using Mailbox mailbox = await OpenMailboxAsync(model.Id);
            MailboxSnapshot now = mailbox.Snapshot;
            Assert.Equal(model.Messages.Keys, now.AllUids().Select(uid => uid.Value));
            for (int c = 0; c < now.Chunks.Length; c++)
            {
                for (int i = 0; i < now.Chunks[c].Count; i++)
                {
                    ModelMessage expected = model.Messages[now.Chunks[c].Columns.Uids[i]];
                    Assert.Equal(expected.Flags, now.Flags(c, i).Select(flag => flag.Name).Order(StringComparer.Ordinal));
                    Assert.Equal(expected.ModSeq, now.Chunks[c].ModSeqs[i]);
                    Assert.Equal(expected.Text.Length, now.Chunks[c].Columns.Sizes[i]);
                }
            }

            Assert.Equal(
                (model.Messages.Count, model.UidNext, model.Messages.Values.Sum(message => (long)message.Text.Length)),
                (now.Info.Messages, now.Info.UidNext, now.Info.Size));
            Assert.Equal(model.Messages.Values.Count(message => message.Flags.Contains(@"\Deleted")), now.Info.Deleted);
            Assert.Equal(model.Messages.Values.Count(message => !message.Flags.Contains(@"\Seen")), now.Info.Unseen);
            if (model.HighestModSeq > 0)
            {
                Assert.Equal(model.HighestModSeq, now.Info.HighestModSeq);
                long since = random.NextInt64(now.Info.HistoryFloor, model.HighestModSeq + 1);
                UidSet vanished = await mailbox.VanishedSinceAsync(new ModSeq((ulong)since), Uids("1:99999"), default);
                Assert.Equal(model.Gone.Where(gone => gone.ModSeq > since).Select(gone => gone.Uid).Order(), vanished.Select(uid => uid.Value));
            }

            if (now.Count > 0)
            {
                now.FindSequence(random.Next(1, now.Count + 1), out int chunk, out int index);
                ChunkColumns columns = now.Chunks[chunk].Columns;
                string expected = model.Messages[columns.Uids[index]].Text;
                var bytes = new ArrayBufferWriter<byte>();
                await mailbox.ReadBlobAsync(new EmailKey(columns.Emails[index]), 0, 1000, bytes, default);
                Assert.Equal(expected, Encoding.UTF8.GetString(bytes.WrittenSpan));
            }
        }

        Assert.Equal(_model.Values.Sum(mailbox => mailbox.Messages.Count), Account.Quota.Messages);
        Assert.Equal(_model.Values.SelectMany(mailbox => mailbox.Messages.Values).Sum(message => message.Text.Length), Account.Quota.StorageOctets);
    }

    private ModelMailbox Any(Random random) => _model.Values.ElementAt(random.Next(_model.Count));

    private static string[] SomeFlags(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => Names[random.Next(2) == 0 ? random.Next(3) : random.Next(Names.Length)]).Distinct().Order(StringComparer.Ordinal)];

    private static UidSet SomeUids(Random random, ModelMailbox mailbox)
    {
        var uids = new UidSetBuilder();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            uint first = (uint)random.Next(1, (int)mailbox.UidNext + 3);
            uids.Add(new Uid(first), new Uid(first + (uint)random.Next(random.Next(2) == 0 ? 3 : 200)));
        }

        return uids.ToUidSet();
    }
}

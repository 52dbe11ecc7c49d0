using System.Buffers;
using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>
/// Random work of two principals with a fixed seed against a naive model, with reopening in between: UIDs, MODSEQs, flags, private
/// flags, counters, quota, vanished.
/// </summary>
public abstract class ModelContract : StoreContract
{
    private static readonly string[] Names = [@"\Seen", @"\Deleted", @"\Flagged", .. Enumerable.Range(0, 66).Select(n => $"k{n}")];

    private readonly Dictionary<MailboxId, ModelMailbox> _model = [];
    private readonly AccountId _other = AccountId.New();
    private readonly Dictionary<MailboxId, Mailbox> _openByOther = []; // for as long as possible: what changes in between must show

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_store_does_what_the_model_does(int seed)
    {
        var random = new Random(seed);
        Assert.True(await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = _other, Name = "bea" }, default));
        _model.Add(Inbox, new ModelMailbox(Inbox, @"\Seen"));
        foreach (FlagBits own in new[] { FlagBits.Seen, FlagBits.Seen | FlagBits.Flagged, FlagBits.None })
        {
            MailboxId made = await CreateMailboxAsync($"m{_model.Count}");
            _model.Add(made, new ModelMailbox(made, [.. Names.Take(3).Where(name => own.ToString().Split(", ").Contains(name[1..]))]));
            await DoAsync<PrivateFlagsSet>(new SetPrivateFlags(made, own));
        }

        foreach (ModelMailbox mailbox in _model.Values)
        {
            await ShareAsync(mailbox);
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
                await CloseOtherAsync();
                await ReopenAsync();
                await CompareAsync(random);
                await CheckAsync();
            }
        }

        await CloseOtherAsync();
    }

    private async Task StepAsync(Random random, int step)
    {
        bool asOther = random.Next(2) == 0;
        ModelMailbox a = Any(random), b = Any(random);
        UidSet uids = SomeUids(random, a);
        if (random.Next(20) == 0 && a.Id != Inbox)
        {
            await (a.SharedSince is null ? ShareAsync(a) : UnshareAsync(a));
            return;
        }

        await using MailAccount account = await OpenAsync(new Principal(asOther ? _other : Owner));
        switch (random.Next(6))
        {
            case 0 or 1:
                await AddAsync(account, random, a, step);
                break;
            case 2 or 3:
                await StoreAsync(account, random, a, uids);
                break;
            case 4:
                await CopyAsync(account, a, uids, b, isMove: random.Next(2) == 0);
                break;
            default:
                CommitResult result = await account.CommitAsync(new Commit(new ExpungeMessages(a.Id, uids)), default);
                if (!IsHidden(account, a, result, RefusalReason.NonExistent))
                {
                    uint[] deleted = [.. a.In(uids).Where(uid => a.Messages[uid].Flags.Contains(@"\Deleted"))];
                    Assert.Equal(deleted, result.Only<MessagesExpunged>().Uids.Select(uid => uid.Value));
                    a.Remove(deleted, (long)result.ModSeq.Value);
                }

                break;
        }
    }

    private async Task ShareAsync(ModelMailbox mailbox)
    {
        CommitResult result = await CommitAsync(new GiveRights(mailbox.Id, _other, Right.Owner));
        Assert.True(result.IsDone, result.Refusal?.Text);
        mailbox.Share((long)result.ModSeq.Value);
    }

    private async Task UnshareAsync(ModelMailbox mailbox)
    {
        await DoAsync<RightsGiven>(new GiveRights(mailbox.Id, _other, Right.None));
        mailbox.Unshare();
    }

    private async Task AddAsync(MailAccount account, Random random, ModelMailbox mailbox, int step)
    {
        string[] flags = SomeFlags(random);
        var messages = new List<StagedMessage>();
        int count = random.Next(1, 60);
        for (int i = 0; i < count; i++)
        {
            messages.Add(await StageAsync($"{step}/{i}"));
        }

        CommitResult result = await account.CommitAsync(
            new Commit([.. messages.Select(message => new AddMessage(mailbox.Id, message, [.. flags.Select(Flag.Parse)], null))]), default);
        bool isHidden = IsHidden(account, mailbox, result, RefusalReason.TryCreate);
        for (int i = 0; i < count; i++)
        {
            if (!isHidden)
            {
                uint uid = mailbox.Add($"{step}/{i}", flags, (long)result.ModSeq.Value, IsOther(account));
                Assert.Equal(new Uid(uid), ((MessageAdded)result.Outcomes[i]).Uid);
            }

            await messages[i].DisposeAsync();
        }
    }

    private async Task StoreAsync(MailAccount account, Random random, ModelMailbox mailbox, UidSet uids)
    {
        bool asOther = IsOther(account);
        var kind = (FlagChangeKind)random.Next(3);
        string[] flags = SomeFlags(random);
        long highest = mailbox.HighestModSeq(asOther);
        long? since = random.Next(3) == 0 && highest > 0 ? random.NextInt64(1, highest + 1) : null;
        var change = new ChangeFlags(mailbox.Id, uids, kind, [.. flags.Select(Flag.Parse)], since is { } given ? new ModSeq((ulong)given) : null);
        CommitResult result = await account.CommitAsync(new Commit(change), default);
        if (IsHidden(account, mailbox, result, RefusalReason.NonExistent))
        {
            return;
        }

        FlagsChanged done = result.Only<FlagsChanged>();
        uint[] there = [.. mailbox.In(uids)];
        Assert.Equal(there.Where(uid => mailbox.ModSeq(uid, asOther) > since), done.Refused.Select(uid => uid.Value));
        uint[] changed = [.. there.Where(uid => !(mailbox.ModSeq(uid, asOther) > since))];
        Assert.Equal(changed, done.Changed.Select(uid => uid.Value));
        foreach (uint uid in changed)
        {
            string[] old = mailbox.Flags(uid, asOther);
            IEnumerable<string> now = kind switch
            {
                FlagChangeKind.Add => old.Union(flags),
                FlagChangeKind.Remove => old.Except(flags),
                _ => flags,
            };
            mailbox.Change(uid, now, (long)result.ModSeq.Value, asOther);
        }
    }

    private async Task CopyAsync(MailAccount account, ModelMailbox from, UidSet uids, ModelMailbox to, bool isMove)
    {
        bool asOther = IsOther(account);
        CommitResult result = await account.CommitAsync(new Commit(new CopyMessages(from.Id, uids, to.Id, isMove)), default);
        if (IsHidden(account, from, result, RefusalReason.NonExistent) || IsHidden(account, to, result, RefusalReason.TryCreate))
        {
            return;
        }

        uint[] copied = [.. from.In(uids)];
        MessagesCopied done = result.Only<MessagesCopied>();
        Assert.Equal(copied, done.SourceUids.Select(uid => uid.Value));
        (string Text, string[] Flags)[] sources = [.. copied.Select(uid => (from.Messages[uid].Text, from.Flags(uid, asOther)))];
        uint[] made = [.. sources.Select(source => to.Add(source.Text, source.Flags, (long)result.ModSeq.Value, asOther))];
        Assert.Equal(made, done.TargetUids.Select(uid => uid.Value));
        if (isMove)
        {
            from.Remove(copied, (long)result.ModSeq.Value);
        }
    }

    private async Task CompareAsync(Random random)
    {
        await using MailAccount other = await OpenAsync(new Principal(_other));
        foreach (ModelMailbox model in _model.Values)
        {
            await using Mailbox mailbox = await OpenMailboxAsync(model.Id);
            await CompareAsync(random, model, mailbox, asOther: false);
            Assert.Equal(Info(model.Id), mailbox.Info);
            if (model.SharedSince is null)
            {
                Assert.Null(await other.OpenMailboxAsync(model.Id, default));
                Assert.Null(other.Mailboxes.Find(model.Id));
                Assert.Equal(0, _openByOther.GetValueOrDefault(model.Id)?.Snapshot.Count ?? 0);
                continue;
            }

            if (!_openByOther.TryGetValue(model.Id, out Mailbox? open))
            {
                _openByOther.Add(model.Id, open = (await other.OpenMailboxAsync(model.Id, default))!);
            }

            await CompareAsync(random, model, open, asOther: true);
            Assert.Equal(other.Mailboxes.Find(model.Id), open.Info);
        }

        Assert.Equal(_model.Values.Sum(mailbox => mailbox.Messages.Count), Account.Quota.Messages);
        Assert.Equal(_model.Values.SelectMany(mailbox => mailbox.Messages.Values).Sum(message => message.Text.Length), Account.Quota.StorageOctets);
    }

    private static async Task CompareAsync(Random random, ModelMailbox model, Mailbox mailbox, bool asOther)
    {
        MailboxSnapshot now = mailbox.Snapshot;
        Assert.Equal(model.Messages.Keys, now.AllUids().Select(uid => uid.Value));
        for (int c = 0; c < now.Chunks.Length; c++)
        {
            for (int i = 0; i < now.Chunks[c].Count; i++)
            {
                uint uid = now.Chunks[c].Columns.Uids[i];
                Assert.Equal(model.Flags(uid, asOther), now.Flags(c, i).Select(flag => flag.Name).Order(StringComparer.Ordinal));
                Assert.Equal(model.ModSeq(uid, asOther), now.Chunks[c].ModSeqs[i]);
                Assert.Equal(model.Messages[uid].Text.Length, now.Chunks[c].Columns.Sizes[i]);
            }
        }

        Assert.Equal(
            (model.Messages.Count, model.UidNext, model.Messages.Values.Sum(message => (long)message.Text.Length)),
            (now.Info.Messages, now.Info.UidNext, now.Info.Size));
        Assert.Equal(model.Messages.Values.Count(message => message.Flags.Contains(@"\Deleted")), now.Info.Deleted);
        uint[] unseen = [.. model.Messages.Keys.Where(uid => !model.Flags(uid, asOther).Contains(@"\Seen"))];
        Assert.Equal((unseen.Length, unseen.FirstOrDefault()), (now.Info.Unseen, now.Info.FirstUnseen));
        long highest = model.HighestModSeq(asOther);
        if (highest > 0)
        {
            Assert.Equal(highest, now.Info.HighestModSeq);
            long since = random.NextInt64(now.Info.HistoryFloor, highest + 1);
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

    private async Task CheckAsync()
    {
        await foreach (string finding in Store.CheckAsync(Owner, repair: false, default))
        {
            Assert.Fail(finding);
        }
    }

    private async Task CloseOtherAsync()
    {
        foreach (Mailbox open in _openByOther.Values)
        {
            await open.DisposeAsync();
        }

        _openByOther.Clear();
    }

    private bool IsOther(MailAccount account) => account.Actor.Account == _other;

    // What is not shared is not there.
    private bool IsHidden(MailAccount account, ModelMailbox mailbox, CommitResult result, RefusalReason reason)
    {
        if (!IsOther(account) || mailbox.SharedSince is not null)
        {
            return false;
        }

        Assert.Equal(reason, result.Refusal?.Reason);
        return true;
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

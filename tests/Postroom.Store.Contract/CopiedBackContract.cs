using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>An account's storage is put back as it was earlier: no number means two things, and clients learn what they must forget (INVARIANTS 2).</summary>
public abstract class CopiedBackContract : StoreContract
{
    private const long Skipped = 1 << 20;

    [Fact]
    public async Task Uids_modseqs_and_uidvalidities_given_out_since_the_copy_never_come_again()
    {
        await AddAsync(Inbox, 3);
        MailboxId other = await CreateMailboxAsync("other");
        MailboxInfo then = Info(Inbox);
        object copy = await CopyAsync();

        await AddAsync(Inbox, 2);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1,4"), OnlyDeleted: false));
        MailboxCreated made = await DoAsync<MailboxCreated>(new CreateMailbox(Name("made")));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Seen])); // written only: it is on disk by the close
        MailboxInfo lost = Info(Inbox);
        await PutBackAsync(copy);

        MailboxInfo now = Info(Inbox);
        Assert.Equal((then.UidValidity, then.UidNext + Skipped, 3), (now.UidValidity, now.UidNext, now.Messages));
        Assert.Equal(1 + Skipped, Info(other).UidNext);
        Assert.True(now.HighestModSeq > lost.HighestModSeq);
        await using (Mailbox inbox = await OpenMailboxAsync(Inbox))
        {
            Assert.Equal("1:3", inbox.Snapshot.AllUids().ToString());
            Assert.All(inbox.Snapshot.Chunks[0].ModSeqs.ToArray(), modSeq => Assert.True(modSeq > lost.HighestModSeq)); // flags of before are read again
            Assert.Equal(0UL, inbox.Snapshot.Chunks[0].Flags[1]);
            UidSet vanished = await inbox.VanishedSinceAsync(new ModSeq((ulong)lost.HighestModSeq), Uids("1:4294967295"), default);
            Assert.Equal($"4:{3 + Skipped}", vanished.ToString());
        }

        Assert.Equal((uint)(4 + Skipped), (await AddAsync(Inbox, 1))[0].Uid.Value);
        MailboxCreated again = await DoAsync<MailboxCreated>(new CreateMailbox(Name("made")));
        Assert.True(again.UidValidity > made.UidValidity);
    }

    [Fact]
    public async Task It_moves_on_once()
    {
        await AddAsync(Inbox, 2);
        object copy = await CopyAsync();
        await AddAsync(Inbox, 1);
        await PutBackAsync(copy);
        await AddAsync(Inbox, 1);
        MailboxInfo moved = Info(Inbox);
        await ReopenAsync();
        await CrashAsync(Fixture.KillProcessAsync);
        Assert.Equal((moved.UidNext, moved.HighestModSeq), (Info(Inbox).UidNext, Info(Inbox).HighestModSeq));
        Assert.Equal([1, 2, 3 + (uint)Skipped], (await SnapshotAsync(Inbox)).AllUids().Select(uid => uid.Value));
    }

    [Fact]
    public async Task The_same_copy_put_back_again_and_again_never_gives_the_same_uid()
    {
        await AddAsync(Inbox, 1);
        object copy = await CopyAsync();
        await AddAsync(Inbox, 1);
        var given = new HashSet<uint>();
        for (int i = 0; i < 3; i++)
        {
            await PutBackAsync(copy);
            Assert.True(given.Add((await AddAsync(Inbox, 1))[0].Uid.Value));
        }
    }

    [Fact]
    public async Task A_copy_from_before_an_earlier_restore_is_noticed_however_much_it_holds()
    {
        await AddAsync(Inbox, 1);
        object early = await CopyAsync();
        for (int i = 0; i < 10; i++)
        {
            await AddAsync(Inbox, 1);
        }

        object late = await CopyAsync(); // has more groups than the account ever has after the restore
        await PutBackAsync(early);
        await AddAsync(Inbox, 1);
        MailboxInfo lost = Info(Inbox);
        await PutBackAsync(late);
        Assert.True(Info(Inbox).UidNext > lost.UidNext); // which had moved on itself
        Assert.True(Info(Inbox).HighestModSeq > lost.HighestModSeq);
    }

    [Fact]
    public async Task A_copy_that_lacks_nothing_is_as_good_as_the_original()
    {
        await AddAsync(Inbox, 2);
        MailboxInfo then = Info(Inbox);
        object copy = await CopyAsync();
        await PutBackAsync(copy);
        Assert.Equal((then.UidNext, then.HighestModSeq), (Info(Inbox).UidNext, Info(Inbox).HighestModSeq));
    }

    [Fact]
    public async Task Flags_alone_count_as_much_as_mail()
    {
        await AddAsync(Inbox, 2);
        object copy = await CopyAsync();
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Flagged]));
        MailboxInfo lost = Info(Inbox);
        await PutBackAsync(copy);
        Assert.True(Info(Inbox).HighestModSeq > lost.HighestModSeq);
        MailboxSnapshot now = await SnapshotAsync(Inbox);
        Assert.All(now.Chunks[0].ModSeqs.ToArray(), modSeq => Assert.True(modSeq > lost.HighestModSeq));
    }

    [Fact]
    public async Task More_uids_than_a_step_given_out_since_the_copy_never_come_again()
    {
        await AddAsync(Inbox, 1);
        MailboxId other = await CreateMailboxAsync("other");
        object copy = await CopyAsync();
        await GiveOutAsync(Inbox, 10 * Skipped);
        uint lost = (await AddAsync(Inbox, 1))[0].Uid.Value;
        await PutBackAsync(copy);
        Assert.True((await AddAsync(Inbox, 1))[0].Uid.Value > lost);
        Assert.True(Info(other).UidNext > lost); // one mark for the account
    }

    [Fact]
    public async Task Uids_are_reserved_in_blocks_and_a_crash_does_not_use_them_up()
    {
        await AddAsync(Inbox, 1);
        AccountMarks marks = Fixture.Engine.Accounts.Marks(Owner);
        Assert.InRange(marks.Uid, 2, Skipped);
        for (int i = 0; i < 20; i++)
        {
            await AddAsync(Inbox, 1);
        }

        Assert.Equal(marks.Uid, Fixture.Engine.Accounts.Marks(Owner).Uid); // no write of the directory for a message
        await CrashAsync(Fixture.KillProcessAsync);
        Assert.Equal(22u, (await AddAsync(Inbox, 1))[0].Uid.Value);
    }

    [Fact]
    public async Task Where_too_few_are_left_the_mailbox_becomes_another_with_its_messages()
    {
        await AddAsync(Inbox, 3);
        MailboxInfo then = Info(Inbox);
        object copy = await CopyAsync();
        await GiveOutAsync(Inbox, uint.MaxValue - 10);
        Assert.Equal(uint.MaxValue - 10, (await AddAsync(Inbox, 1))[0].Uid.Value);
        MailboxInfo lost = Info(Inbox);
        await PutBackAsync(copy);
        MailboxInfo now = Info(Inbox);
        Assert.True(now.UidValidity > lost.UidValidity);
        Assert.NotEqual(then.Id, now.Id);
        Assert.Equal((then.UidNext, 3, then.Key), (now.UidNext, now.Messages, now.Key));
        Assert.Equal("1:3", (await SnapshotAsync(Inbox)).AllUids().ToString());
        await ReopenAsync();
        Assert.Equal((now.Id, now.UidValidity), (Info(Inbox).Id, Info(Inbox).UidValidity)); // once
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_put_back_in_whatever_order_no_uid_stands_for_two_messages(int seed)
    {
        var random = new Random(seed);
        var copies = new List<object>();
        var given = new Dictionary<(UidValidity, Uid), EmailId>();
        for (int step = 0; step < 25; step++)
        {
            switch (random.Next(4))
            {
                case 0:
                    copies.Add(await CopyAsync());
                    break;
                case 1 when copies.Count > 0:
                    await PutBackAsync(copies[random.Next(copies.Count)]);
                    break;
                case 2 when random.Next(3) == 0:
                    await GiveOutAsync(Inbox, Info(Inbox).UidNext + (Skipped * random.Next(1, 4)));
                    break;
            }

            foreach (MessageAdded added in await AddAsync(Inbox, random.Next(1, 4)))
            {
                Assert.True(given.TryAdd((added.UidValidity, added.Uid), added.EmailId), $"UID {added.Uid} again, step {step}");
            }
        }
    }

    // As if so many messages had come and gone: the next one gets this UID.
    private async Task GiveOutAsync(MailboxId mailbox, long uidNext)
    {
        MailboxInfo info = Info(mailbox) with { UidNext = uidNext };
        await DoAsync<RowsPrepared>(new PrepareRows([new RowWrite(StoreTable.Mailbox, new RowKey(info.Key.Value), MailboxCodec.Write(info))]));
        await ReopenAsync();
    }

    private async Task<object> CopyAsync()
    {
        object? copy = null;
        await RestartAsync(async () => copy = await Fixture.CopyAccountAsync(Owner));
        return copy!;
    }

    private Task PutBackAsync(object copy) => RestartAsync(() => Fixture.PutBackAsync(Owner, copy));
}

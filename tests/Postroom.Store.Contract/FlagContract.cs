using Postroom.Imap;

namespace Postroom.Store.Contract;

/// <summary>STORE, keywords, MODSEQ, UNCHANGEDSINCE, counters (INVARIANTS 6, 13, 16).</summary>
public abstract class FlagContract : StoreContract
{
    [Fact]
    public async Task Flags_are_added_removed_and_replaced_and_counted()
    {
        await AddAsync(Inbox, 4);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1:3"), FlagChangeKind.Add, [Flag.Seen, Flag.Deleted]));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Remove, [Flag.Deleted, Flag.Parse("never-seen")]));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("3"), FlagChangeKind.Replace, [Flag.Draft, Flag.Recent]));
        for (int round = 0; round < 2; round++)
        {
            MailboxSnapshot now = await SnapshotAsync(Inbox);
            Assert.Equal(
                [FlagBits.Seen | FlagBits.Deleted, FlagBits.Seen, FlagBits.Draft, FlagBits.None],
                now.Chunks[0].Flags.ToArray().Select(flags => (FlagBits)flags));
            Assert.Equal((1, 2), (now.Info.Deleted, now.Info.Unseen));
            Assert.Empty(now.Info.Keywords);
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task A_change_gives_its_messages_one_higher_modseq_and_no_change_gives_none()
    {
        await AddAsync(Inbox, 3);
        long before = Info(Inbox).HighestModSeq;
        CommitResult result = await CommitAsync(new ChangeFlags(Inbox, Uids("1,3"), FlagChangeKind.Add, [Flag.Seen]));
        Assert.Equal(before + 1, (long)result.ModSeq.Value);
        Assert.Equal([before + 1, before, before + 1], (await SnapshotAsync(Inbox)).Chunks[0].ModSeqs.ToArray());
        FlagsChanged again = await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1,3,7"), FlagChangeKind.Add, [Flag.Seen]));
        Assert.Equal(("1,3", "7"), (again.Changed.ToString(), again.Missing.ToString()));
        Assert.Equal(before + 1, Info(Inbox).HighestModSeq);
    }

    [Fact]
    public async Task Unchangedsince_leaves_newer_messages_alone_and_says_which()
    {
        await AddAsync(Inbox, 3);
        var before = new ModSeq((ulong)Info(Inbox).HighestModSeq);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Flagged]));
        FlagsChanged done = await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1:4"), FlagChangeKind.Add, [Flag.Seen], before));
        Assert.Equal(("1,3", "2", "4"), (done.Changed.ToString(), done.Refused.ToString(), done.Missing.ToString()));
        Assert.Equal(FlagBits.Flagged, (FlagBits)(await SnapshotAsync(Inbox)).Chunks[0].Flags[1]);
    }

    [Fact]
    public async Task Keywords_beyond_the_word_stand_in_the_side_table_and_survive()
    {
        await AddAsync(Inbox, 3);
        string[] names = [.. Enumerable.Range(0, 70).Select(n => $"k{n}")];
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [.. names.Select(Flag.Parse)]));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2:3"), FlagChangeKind.Add, [Flag.Parse("K69"), Flag.Seen]));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Remove, [Flag.Parse("k68"), Flag.Parse("k0")]));
        MailboxId target = await CreateMailboxAsync("target");
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("2"), target));
        for (int round = 0; round < 2; round++)
        {
            MailboxSnapshot now = await SnapshotAsync(Inbox);
            Assert.Equal(names.Except(["k0", "k68"]), now.Keywords(0, 1));
            Assert.Equal(["k69"], now.Keywords(0, 2));
            Assert.Equal(["k69"], now.MoreKeywords(new Uid(3), (FlagBits)now.Chunks[0].Flags[2]));
            Assert.Equal(names.Except(["k0", "k68"]), (await SnapshotAsync(target)).Keywords(0, 0));
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task Too_many_keywords_are_refused_and_unused_ones_reclaimed()
    {
        await AddAsync(Inbox, 1);
        for (int i = 0; i < Options.MaxKeywords; i += 20)
        {
            await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [.. Enumerable.Range(i, 20).Select(n => Flag.Parse($"k{n}"))]));
        }

        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Parse("more")])));
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Parse(new string('k', 256))])));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Remove, [Flag.Parse("k7"), Flag.Parse("k70")]));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Parse("more")]));
        IReadOnlyList<string> keywords = (await SnapshotAsync(Inbox)).Keywords(0, 0);
        Assert.Equal(Options.MaxKeywords - 1, keywords.Count);
        Assert.Contains("more", keywords);
        Assert.DoesNotContain("k7", keywords);
    }

    [Fact]
    public async Task A_single_store_copies_one_chunk_only()
    {
        await AddAsync(Inbox, 1000);
        MailboxSnapshot before = await SnapshotAsync(Inbox);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("300"), FlagChangeKind.Add, [Flag.Seen]));
        MailboxSnapshot after = await SnapshotAsync(Inbox);
        Assert.Equal([true, false, true, true], before.Chunks.Zip(after.Chunks, ReferenceEquals));
        Assert.Same(before.Chunks[1].Columns, after.Chunks[1].Columns);
    }

    [Fact]
    public async Task Expunges_shrink_chunks_and_small_ones_are_joined()
    {
        await AddAsync(Inbox, 2560);
        UidSet gone = UidSet.From(Enumerable.Range(1, 2560).Where(n => n % 10 != 0).Select(n => new Uid((uint)n)));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, gone, OnlyDeleted: false));
        MailboxSnapshot after = await SnapshotAsync(Inbox);
        Assert.Equal(256, after.Count);
        Assert.True(after.Chunks.Length <= 3, $"{after.Chunks.Length} chunks");
        await ReopenAsync();
        Assert.Equal(after.AllUids(), (await SnapshotAsync(Inbox)).AllUids());
    }

    [Fact]
    public async Task Positions_and_uids_find_each_other()
    {
        await AddAsync(Inbox, 700);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1:5,100,600:650"), OnlyDeleted: false));
        MailboxSnapshot snapshot = await SnapshotAsync(Inbox);
        UidSet all = snapshot.AllUids();
        int sequence = 0;
        foreach (Uid uid in all)
        {
            snapshot.FindSequence(++sequence, out int chunk, out int index);
            Assert.Equal(uid.Value, snapshot.Chunks[chunk].Columns.Uids[index]);
            Assert.True(snapshot.TryFind(uid, out int foundChunk, out int foundIndex));
            Assert.Equal((chunk, index), (foundChunk, foundIndex));
            Assert.Equal(sequence - 1, snapshot.CountBefore(chunk) + index);
        }

        Assert.Equal(snapshot.Count, sequence);
        Assert.False(snapshot.TryFind(new Uid(100), out _, out _));
        Assert.Equal("6:10,651", snapshot.Existing(Uids("1:10,600:651,9999")).ToString());
    }
}

using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>What `check` finds in rows that do not belong together, and what repairing makes of it.</summary>
public abstract class CheckContract : StoreContract
{
    protected override StoreOptions Options => base.Options with { MaxKeywords = 500 };

    /// <summary>Numbers in the flag word and beyond it: in place of a name that is gone, behind the last one, and in the side table.</summary>
    [Fact]
    public async Task Keywords_without_a_name_are_found_and_repair_takes_them_off()
    {
        Flag[] all = [.. Enumerable.Range(0, 70).Select(static i => Flag.Parse($"k{i}"))];
        await AddAsync(Inbox, 1, all);
        await AddAsync(Inbox, 2, Flag.Seen, all[0], all[60]);
        await AddAsync(Inbox, 1, Flag.Flagged, all[1], all[62]);
        await AddAsync(Inbox, 1, all[40]);
        await CheckAsync(repair: true); // these came without what FETCH needs
        await TellNamesAsync([.. all.Take(62).Select(static (flag, i) => i is 1 or 57 ? null : flag.Name)]);

        List<string> findings = await CheckAsync(repair: false);
        Assert.Equal(["INBOX: 2 messages have keywords without a name, such as UID 1."], findings);
        Assert.Equal(["INBOX: 2 messages have keywords without a name, such as UID 1: taken off."], await CheckAsync(repair: true));
        Assert.Empty(await CheckAsync(repair: false));
        await AssertShownAsync();
        await ReopenAsync();
        Assert.Empty(await CheckAsync(repair: false));
        await AssertShownAsync();

        async Task AssertShownAsync()
        {
            MailboxSnapshot now = await SnapshotAsync(Inbox);
            Assert.Equal(all.Take(62).Where(static (_, i) => i is not (1 or 57)), now.Flags(0, 0));
            Assert.Equal([Flag.Seen, all[0], all[60]], now.Flags(0, 1));
            Assert.Equal([Flag.Flagged], now.Flags(0, 3));
            Assert.Equal([all[40]], now.Flags(0, 4));
        }
    }

    // As if the mailbox's row had been written by someone who forgot some keywords.
    private async Task TellNamesAsync(IReadOnlyList<string?> keywords)
    {
        MailboxInfo info = (await SnapshotAsync(Inbox)).Info with { Keywords = keywords };
        await using (MailAccount system = await OpenAsync(Principal.System))
        {
            var row = new RowWrite(StoreTable.Mailbox, new RowKey(info.Key.Value), MailboxCodec.Write(info));
            Assert.True((await system.CommitAsync(new Commit(new PrepareRows([row])), default)).IsDone);
        }

        await ReopenAsync();
    }

    private async Task<List<string>> CheckAsync(bool repair)
    {
        var findings = new List<string>();
        await foreach (string finding in Store.CheckAsync(Owner, repair, default))
        {
            findings.Add(finding);
        }

        return findings;
    }
}

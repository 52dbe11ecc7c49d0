using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Rows made again from messages' bytes: what comes back, what clients keep seeing, and what happens when they do not (INVARIANTS 4).</summary>
public abstract class DerivationContract : StoreContract
{
    private const string Old = "From: old@example.org\r\nSubject: as an old program read it\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\nText.\r\n";

    [Fact]
    public async Task Missing_rows_are_found_and_repair_makes_them_as_they_were()
    {
        for (int i = 0; i < 3; i++)
        {
            await AddWholeAsync(Inbox, Text(i));
        }

        EmailKey[] emails = await EmailsAsync(Inbox);
        List<string> before = await RowsAsync(emails);
        await RemoveRowsAsync(StoreTable.Derived, emails[0], emails[1]);
        await RemoveRowsAsync(StoreTable.Header, emails[1], emails[2]);
        Assert.Equal(2, (await CheckAsync(repair: false)).Count(static line => line.Contains("some have no", StringComparison.Ordinal)));
        Assert.Equal(["Repaired: what FETCH needs of 3 messages was made again from their bytes."], await CheckAsync(repair: true));
        Assert.Equal(before, await RowsAsync(emails));
        await ReopenAsync();
        Assert.Equal(before, await RowsAsync(emails));
        Assert.Empty(await CheckAsync(repair: true));
    }

    [Fact]
    public async Task Search_reads_the_message_where_its_rows_are_missing()
    {
        const string Folded = "From: Ann\r\n <ann@example.org>\r\nDate: Fri, 9 Jan 2026 10:00:00 +0000\r\nX-Absent\r\n\r\nSubject: message 9\r\n";
        await AddWholeAsync(Inbox, Text(0));
        await AddWholeAsync(Inbox, Text(1));
        await AddWholeAsync(Inbox, Folded);
        string[] keys = ["SUBJECT \"message 1\"", "HEADER X-Long x", "NOT HEADER Subject \"\"", "SUBJECT \"message 9\"", "FROM \"<ann@\"", "FROM ann", "SENTON 2-Feb-2026", "SENTBEFORE 10-Jan-2026"];
        string[] whole = ["2", "2", "3", "", "3", "3", "1:2", "3"];
        Assert.Equal(whole, await SearchAsync(keys));
        EmailKey[] emails = await EmailsAsync(Inbox);
        await RemoveRowsAsync(StoreTable.Header, emails);
        Assert.Equal(whole, await SearchAsync(keys));
        await RemoveRowsAsync(StoreTable.Derived, emails);
        Assert.Equal(whole, await SearchAsync(keys));
    }

    [Fact]
    public async Task What_clients_were_told_stays_and_the_rest_is_replaced()
    {
        await AddWholeAsync(Inbox, Text(0));
        MessageAdded old = await AddAsReadByAsync(Inbox, Text(1), Old);
        EmailKey[] emails = await EmailsAsync(Inbox);
        MailboxInfo before = Info(Inbox);
        string identity = await EmailRowAsync(emails[1]);
        DerivationResult result = (await Store.DeriveAsync(Owner, DerivationScope.Internals, default))!;
        Assert.Equal((2, 0, 1, 1, 0), (result.Read, result.Made, result.Replaced, result.Differing, result.Renewed));
        Assert.Empty(result.Findings);
        Assert.Equal(before with { }, Info(Inbox));
        Assert.Equal(identity, await EmailRowAsync(emails[1]));

        using (RowSet rows = await DerivedAsync(emails[1]))
        {
            var derived = new DerivedMessage(rows.Value(0).Span);
            Assert.Contains("as an old program read it", Encoding.UTF8.GetString(derived.Envelope), StringComparison.Ordinal);
            Assert.Equal(Text(1).IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4, derived.Parts.Root.HeaderLength);
            Assert.Equal(new DateOnly(2026, 2, 2).DayNumber - new DateOnly(1970, 1, 1).DayNumber, derived.SentDay);
        }

        Assert.Equal(0, (await Store.DeriveAsync(Owner, DerivationScope.Internals, default))!.Replaced);
        Assert.Equal(old.UidValidity, Info(Inbox).UidValidity);
    }

    [Fact]
    public async Task Made_visible_to_clients_it_gives_every_mailbox_that_shows_it_a_new_uidvalidity()
    {
        MailboxId copies = await CreateMailboxAsync("copies"), other = await CreateMailboxAsync("other");
        await AddWholeAsync(other, Text(5));
        await AddWholeAsync(Inbox, Text(0));
        MessageAdded old = await AddAsReadByAsync(Inbox, Text(1), Old);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("2"), copies));
        EmailKey[] emails = await EmailsAsync(Inbox);
        string identity = await EmailRowAsync(emails[1]);
        MailboxInfo[] before = [Info(Inbox), Info(copies), Info(other)];
        var heard = new List<MailboxId>();
        using IDisposable subscription = Account.Subscribe(publication => heard.AddRange(publication.Mailboxes));
        await using Mailbox open = await OpenMailboxAsync(Inbox);

        DerivationResult result = (await Store.DeriveAsync(Owner, DerivationScope.ClientVisible, default))!;
        Assert.Equal((1, 0, 2), (result.Replaced, result.Differing, result.Renewed));
        foreach (MailboxInfo was in before[..2])
        {
            MailboxInfo now = Account.Mailboxes.Find(was.Name)!;
            Assert.True(now.UidValidity > was.UidValidity);
            Assert.NotEqual(was.Id, now.Id); // RFC 8474 §4
            Assert.Equal((was.Key, was.UidNext, was.Messages, was.Size), (now.Key, now.UidNext, now.Messages, now.Size));
            Assert.Contains(was.Id, heard);
            Assert.Contains(now.Id, heard);
            Assert.Null(Account.Mailboxes.Find(was.Id));
        }

        Assert.Equal(before[2], Info(other));
        Assert.False(open.Info.IsSelectable); // nobody goes on reading under the old numbers
        Assert.Equal(0, open.Snapshot.Count);
        Assert.Equal(RefusalReason.NonExistent, await RefusalAsync(new ChangeFlags(before[0].Id, Uids("1"), FlagChangeKind.Add, [Flag.Seen])));
        await AssertRenewedAsync(emails[1], identity, old);
        await ReopenAsync();
        await AssertRenewedAsync(emails[1], identity, old);

        result = (await Store.DeriveAsync(Owner, DerivationScope.ClientVisible, default))!;
        Assert.Equal((0, 0, 0), (result.Made, result.Replaced, result.Renewed));
        Assert.Empty(await CheckAsync(repair: false));
    }

    [Fact]
    public async Task A_shared_mailbox_that_is_renewed_is_gone_to_those_who_have_it_open_and_theirs_again_when_they_open_it()
    {
        var bea = new Principal(AccountId.New());
        await AddAsReadByAsync(Inbox, Text(1), Old);
        await DoAsync<RightsGiven>(new GiveRights(Inbox, bea.Account, Right.Owner));
        await using MailAccount beas = await OpenAsync(bea);
        await ChangeAsync(FlagChangeKind.Add);
        Mailbox before = (await beas.OpenMailboxAsync(Inbox, default))!;
        Assert.Equal(1, (await Store.DeriveAsync(Owner, DerivationScope.ClientVisible, default))!.Renewed);
        Assert.Equal((false, 0), (before.Info.IsSelectable, before.Snapshot.Count));
        await using Mailbox after = (await beas.OpenMailboxAsync(Inbox, default))!;
        await before.DisposeAsync(); // takes nothing away from the new one
        Assert.Equal((ulong)FlagBits.Seen, after.Snapshot.Chunks[0].Flags[0]);
        await ChangeAsync(FlagChangeKind.Remove);
        Assert.Equal((0UL, 1), (after.Snapshot.Chunks[0].Flags[0], after.Info.Unseen));

        async Task ChangeAsync(FlagChangeKind kind) =>
            Assert.True((await beas.CommitAsync(new Commit(new ChangeFlags(Inbox, Uids("1"), kind, [Flag.Seen])), default)).IsDone);
    }

    [Fact]
    public async Task Two_mailboxes_renewed_at_once_get_two_uidvalidities_and_a_name_used_again_a_higher_one()
    {
        MailboxId a = await CreateMailboxAsync("a"), b = await CreateMailboxAsync("b");
        await AddAsReadByAsync(a, Text(1), Old);
        await AddAsReadByAsync(b, Text(2), Old);
        await Store.DeriveAsync(Owner, DerivationScope.ClientVisible, default);
        MailboxInfo renewed = Account.Mailboxes.Find(Name("a"))!;
        Assert.NotEqual(renewed.UidValidity, Account.Mailboxes.Find(Name("b"))!.UidValidity);
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("a"), Name("c")));
        Assert.Equal(renewed.UidValidity, Info(renewed.Id).UidValidity);
        MailboxCreated again = await DoAsync<MailboxCreated>(new CreateMailbox(Name("a")));
        Assert.True(again.UidValidity > renewed.UidValidity);
    }

    [Fact]
    public async Task An_email_that_was_removed_meanwhile_gets_no_rows_and_one_that_was_copied_waits()
    {
        await AddWholeAsync(Inbox, Text(0));
        await AddWholeAsync(Inbox, Text(1));
        EmailKey[] emails = await EmailsAsync(Inbox);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1"), OnlyDeleted: false));
        Clock.Advance(TimeSpan.FromDays(15));
        await using MailAccount system = await OpenAsync(Principal.System);
        Assert.Equal(1, (await system.SweepAsync(default)).Emails);
        var rows = new DerivedRows(new byte[] { 1 }, new byte[] { 2 });
        var replace = new ReplaceDerived([new RemadeEmail(emails[0], rows), new RemadeEmail(emails[1], rows)], email => email == emails[1].Value);
        DerivedReplaced replaced = (await system.CommitAsync(new Commit(replace), default)).Only<DerivedReplaced>();
        Assert.Equal(0, replaced.Count);
        Assert.Equal([emails[1]], replaced.Left);
        Assert.Empty(await CheckAsync(repair: false));
    }

    [Fact]
    public async Task Beside_expunges_sweeps_and_copies_no_row_is_left_over_or_missing()
    {
        MailboxId copies = await CreateMailboxAsync("copies");
        for (int i = 0; i < 12; i++)
        {
            await AddAsReadByAsync(Inbox, Text(i), Old);
        }

        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1:6"), OnlyDeleted: false));
        Clock.Advance(TimeSpan.FromDays(15));
        await using MailAccount system = await OpenAsync(Principal.System);
        Task<DerivationResult?> derived = Store.DeriveAsync(Owner, DerivationScope.ClientVisible, default).AsTask();
        Task<SweepResult> swept = system.SweepAsync(default).AsTask();
        for (int i = 0; i < 20; i++)
        {
            await CommitAsync(new CopyMessages(Account.Mailboxes.Find(MailboxName.Inbox)!.Id, Uids("7:8"), copies));
            copies = Account.Mailboxes.Find(Name("copies"))!.Id;
        }

        await swept;
        Assert.Empty((await derived)!.Findings);
        Assert.Empty(await CheckAsync(repair: false));
        await Store.DeriveAsync(Owner, DerivationScope.ClientVisible, default); // what was copied all the time
        Assert.Empty(await CheckAsync(repair: false));
        Assert.Equal(0, (await Store.DeriveAsync(Owner, DerivationScope.Internals, default))!.Differing);
    }

    [Fact]
    public async Task A_mailbox_that_only_had_the_message_stays_what_it_is()
    {
        await AddWholeAsync(Inbox, Text(0));
        await AddAsReadByAsync(Inbox, Text(1), Old);
        await AddWholeAsync(Inbox, Text(2));
        MailboxId other = await CreateMailboxAsync("other");
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("2"), other));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("2"), OnlyDeleted: false));
        MailboxInfo before = Info(Inbox);
        DerivationResult result = (await Store.DeriveAsync(Owner, DerivationScope.ClientVisible, default))!;
        Assert.Equal(1, result.Renewed);
        Assert.Equal((before.Id, before.UidValidity), (Info(Inbox).Id, Info(Inbox).UidValidity));
        Assert.Null(Account.Mailboxes.Find(other));
    }

    [Fact]
    public async Task Rows_that_belong_to_no_email_are_found_and_repair_removes_them()
    {
        await AddWholeAsync(Inbox, Text(0));
        await using MailAccount system = await OpenAsync(Principal.System);
        EmailKey email = (await EmailsAsync(Inbox))[0];
        await system.CommitAsync(new Commit(new CopyMessages(Inbox, Uids("1"), await CreateMailboxAsync("a"))), default);
        await RemoveRowsAsync(StoreTable.Email, email);
        List<string> findings = await CheckAsync(repair: false);
        Assert.Contains($"1 Derived rows belong to no email, such as {email.Value}.", findings);
        Assert.Contains($"1 Header rows belong to no email, such as {email.Value}.", findings);
        Assert.Contains($"1 Derived rows belong to no email, such as {email.Value}: removed.", await CheckAsync(repair: true));
        Assert.DoesNotContain(await CheckAsync(repair: false), static line => line.Contains("belong to no email", StringComparison.Ordinal));
    }

    private async Task AssertRenewedAsync(EmailKey email, string identity, MessageAdded old)
    {
        MailboxSnapshot now = await SnapshotAsync(Inbox);
        Assert.Equal([1u, 2u], now.Chunks[0].Columns.Uids.ToArray());
        Assert.True(now.Info.UidValidity > old.UidValidity);
        Assert.Equal(identity, await EmailRowAsync(email));
        using RowSet rows = await DerivedAsync(email);
        Assert.Contains("message 1", Encoding.UTF8.GetString(new DerivedMessage(rows.Value(0).Span).Envelope), StringComparison.Ordinal);
    }

    private static string Text(int number) =>
        $"From: new@example.org\r\nSubject: message {number}\r\nDate: Mon, 2 Feb 2026 10:00:00 +0000\r\nX-Long: {new string('x', number)}\r\n\r\nText {number}.\r\n";

    private Task<MessageAdded> AddWholeAsync(MailboxId mailbox, string text) => AddAsReadByAsync(mailbox, text, text);

    /// <summary>A message with the rows that another one would have: as if another program had parsed it.</summary>
    private async Task<MessageAdded> AddAsReadByAsync(MailboxId mailbox, string text, string read)
    {
        await using StagedMessage other = await StageWholeAsync(read);
        await using StagedMessage own = await StageWholeAsync(text);
        var staged = new StagedMessage(own.Bytes, other.DerivedRow, other.HeaderRow, own.ThreadKeys);
        return await DoAsync<MessageAdded>(new AddMessage(mailbox, staged, [], null));
    }

    private async Task<StagedMessage> StageWholeAsync(string text)
    {
        await using StagedMessageWriter writer = await Store.StageAsync(null, default);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), default);
        return await writer.CompleteAsync(default);
    }

    private async Task<List<string>> SearchAsync(string[] all)
    {
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        var found = new List<string>();
        foreach (string keys in all)
        {
            var reader = new ImapReader(Encoding.ASCII.GetBytes(" " + keys), ImapSyntax.Base, ImapDialect.Rev2);
            found.Add((await MailboxSearch.RunAsync(inbox, new MailboxQuery(SearchArguments.Read(ref reader).Keys), default)).ToUidSet().ToString());
        }

        return found;
    }

    private async Task RemoveRowsAsync(StoreTable table, params EmailKey[] emails)
    {
        await using MailAccount system = await OpenAsync(Principal.System);
        var remove = new RemoveRows(table, [.. emails.Select(static email => new RowKey(email.Value))]);
        Assert.True((await system.CommitAsync(new Commit(remove), default)).IsDone);
    }

    private async Task<EmailKey[]> EmailsAsync(MailboxId mailbox) =>
        [.. (await SnapshotAsync(mailbox)).Chunks.SelectMany(static chunk => chunk.Columns.Emails.ToArray()).Select(static email => new EmailKey(email))];

    private async Task<List<string>> RowsAsync(EmailKey[] emails)
    {
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        var found = new List<string>();
        foreach (StoreTable table in (StoreTable[])[StoreTable.Derived, StoreTable.Header])
        {
            using RowSet rows = await inbox.ReadAsync(table, emails, default);
            for (int i = 0; i < rows.Count; i++)
            {
                found.Add($"{table} {rows.Key(i).Major} {Convert.ToHexString(rows.Value(i).Span)}");
            }
        }

        return found;
    }

    private async Task<RowSet> DerivedAsync(EmailKey email)
    {
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        return await inbox.ReadDerivedAsync(new[] { email }, default);
    }

    private async Task<string> EmailRowAsync(EmailKey email)
    {
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        using RowSet row = await inbox.ReadEmailsAsync(new[] { email }, default);
        return Convert.ToHexString(row.Value(0).Span);
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

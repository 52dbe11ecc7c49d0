using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.Memory;

namespace Postroom.Store.Tests;

/// <summary>SEARCH over a mailbox: every key of RFC 3501 §6.4.4, alone and combined.</summary>
public sealed class MailboxSearchTests : IAsyncLifetime
{
    private readonly MemoryStoreEngine _engine = new();
    private readonly AccountRecord _record = new() { Id = AccountId.New(), Name = "searcher" };
    private MailStore _store = null!;
    private MailAccount _account = null!;
    private Mailbox _mailbox = null!;

    public async Task InitializeAsync()
    {
        await _engine.Accounts.SaveAsync(_record, default);
        _store = new MailStore(_engine, new StoreOptions(), TimeProvider.System);
        _account = (await _store.OpenAsync(_record.Id, Principal.System, default))!;
        MailboxId inbox = _account.Mailboxes.Find(MailboxName.Inbox)!.Id;

        // 1: plain, seen; 2: encoded subject, html in base64, flagged; 3: a forwarded message, keyword; 4: big, no date
        await AddAsync(inbox, "01-Feb-1994 00:30:00 +0200", ["\\Seen"], "From: Smith <smith@example.org>\nTo: you@example.com\nSubject: Hello World\nDate: Mon, 31 Jan 1994 23:30:00 -0500\n\nA plain body.\n");
        await AddAsync(
            inbox,
            "02-Mar-1996 12:00:00 +0000",
            ["\\Flagged"],
            "From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\nCc: smith@example.org\nBcc: hidden@example.org\nSubject: =?utf-8?B?R3LDvMOfZQ==?= an alle\n"
            + "Date: Sat, 2 Mar 1996 13:00:00 +0100\nX-Tag: blue\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
            + Convert.ToBase64String(Encoding.UTF8.GetBytes("<p>Schöne Grüße aus Köln</p>")) + "\n");
        await AddAsync(
            inbox,
            "03-Mar-1996 12:00:00 +0000",
            ["$Forwarded", "\\Answered"],
            "From: third@example.org\nSubject: Fwd\nDate: Sun, 3 Mar 1996 12:00:00 +0000\nContent-Type: message/rfc822\n\nSubject: needle in the inner header\n\ninner haystack\n");
        await AddAsync(inbox, "04-Mar-1996 12:00:00 +0000", ["\\Deleted", "\\Draft"], "From: fourth@example.org\nX-Empty:\n\n" + new string('x', 100_000) + " pin\n");
        _mailbox = (await _account.OpenMailboxAsync(inbox, default))!;
    }

    public async Task DisposeAsync()
    {
        await _mailbox.DisposeAsync();
        await _account.DisposeAsync();
        await _store.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Theory]
    [InlineData("ALL", "1,2,3,4")]
    [InlineData("SEEN", "1")]
    [InlineData("UNSEEN", "2,3,4")]
    [InlineData("FLAGGED", "2")]
    [InlineData("ANSWERED", "3")]
    [InlineData("DELETED UNDELETED", "")]
    [InlineData("DRAFT", "4")]
    [InlineData("KEYWORD $forwarded", "3")]
    [InlineData("UNKEYWORD $Forwarded", "1,2,4")]
    [InlineData("KEYWORD nobodyhasit", "")]
    [InlineData("UNKEYWORD nobodyhasit", "1,2,3,4")]
    [InlineData("RECENT", "4")]
    [InlineData("OLD", "1,2,3")]
    [InlineData("NEW", "4")]
    [InlineData("UID 2:3", "2,3")]
    [InlineData("UID 3:*", "3,4")]
    [InlineData("LARGER 50000", "4")]
    [InlineData("SMALLER 50000", "1,2,3")]
    [InlineData("BEFORE 1-Feb-1994", "")]
    [InlineData("ON 1-Feb-1994", "1")] // the day that INTERNALDATE shows, disregarding the zone
    [InlineData("SINCE 2-Mar-1996 BEFORE 4-Mar-1996", "2,3")]
    [InlineData("SENTON 31-Jan-1994", "1")]
    [InlineData("SENTBEFORE 3-Mar-1996", "1,2")]
    [InlineData("SENTSINCE 1-Jan-1990", "1,2,3")]
    [InlineData("FROM SMITH", "1")]
    [InlineData("FROM \"jürgen\"", "2")]
    [InlineData("CC smith", "2")]
    [InlineData("BCC hidden", "2")]
    [InlineData("TO you@", "1")]
    [InlineData("SUBJECT \"grüße\"", "2")]
    [InlineData("SUBJECT needle", "")]
    [InlineData("HEADER X-Tag Blue", "2")]
    [InlineData("HEADER X-Empty \"\"", "4")]
    [InlineData("HEADER X-Missing \"\"", "")]
    [InlineData("BODY \"a plain\"", "1")]
    [InlineData("BODY \"grüße\"", "2")]
    [InlineData("BODY \"köln\"", "2")]
    [InlineData("BODY needle", "3")]
    [InlineData("BODY haystack", "3")]
    [InlineData("BODY pin", "4")]
    [InlineData("BODY third@example.org", "")]
    [InlineData("TEXT third@example.org", "3")]
    [InlineData("TEXT world", "1")]
    [InlineData("NOT SEEN", "2,3,4")]
    [InlineData("OR SEEN FLAGGED", "1,2")]
    [InlineData("OR (SEEN FROM nobody) (UNSEEN SINCE 3-Mar-1996)", "3,4")]
    [InlineData("NOT (OR SEEN TEXT \"köln\")", "3,4")]
    [InlineData("UNSEEN FROM \"fourth\" SINCE 1-Mar-1996", "4")]
    public async Task Finds(string keys, string uids)
    {
        UidSet found = await RunAsync(_mailbox, keys);
        Assert.Equal(uids, string.Join(',', found.Select(uid => uid.Value)));
    }

    /// <summary>Small messages are read together, as many as fit; large ones each by itself, in pieces.</summary>
    [Fact]
    public async Task Texts_are_found_in_small_and_large_messages_alike()
    {
        MailboxId many = (await _account.CommitAsync(new Commit(new CreateMailbox(MailboxName.Parse("many"))), default)).Only<MailboxCreated>().Mailbox;
        for (int i = 1; i <= 300; i++)
        {
            int size = i % 50 == 0 ? 70_000 : i % 7 == 0 ? 50_000 : 100;
            await AddAsync(many, "01-Feb-1994 00:30:00 +0200", [], $"Subject: x\n\n{new string('x', size)} needle{i % 10}\n");
        }

        await using Mailbox mailbox = (await _account.OpenMailboxAsync(many, default))!;
        foreach (int digit in new[] { 0, 3, 7 })
        {
            UidSet found = await RunAsync(mailbox, $"BODY needle{digit}");
            Assert.Equal(Enumerable.Range(1, 300).Where(i => i % 10 == digit), found.Select(uid => (int)uid.Value));
        }

        Assert.Equal("40,50,60", (await RunAsync(mailbox, "UID 35:65 BODY needle0")).ToString());
    }

    [Fact]
    public async Task Texts_are_read_in_the_charset_given()
    {
        var key = new SearchText(SearchTextField.Subject, new OctetString(Encoding.Latin1.GetBytes("grüße")));
        UidSet found = (await MailboxSearch.RunAsync(_mailbox, new MailboxQuery(key, "iso-8859-1"), default)).ToUidSet();
        Assert.Equal("2", found.ToString());
    }

    [Fact]
    public async Task A_search_that_is_ended_gives_no_part_of_the_answer()
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await MailboxSearch.RunAsync(_mailbox, new MailboxQuery(new NamedSearchKey("ALL")), ended.Token));
    }

    private static async Task<UidSet> RunAsync(Mailbox mailbox, string keys)
    {
        var reader = new ImapReader(Encoding.UTF8.GetBytes(" " + keys), ImapSyntax.Base, ImapDialect.Rev2);
        SearchArguments search = SearchArguments.Read(ref reader);
        return (await MailboxSearch.RunAsync(mailbox, new MailboxQuery(search.Keys, IsRecent: uid => uid.Value == 4), default)).ToUidSet();
    }

    private async Task AddAsync(MailboxId mailbox, string date, string[] flags, string text)
    {
        await using StagedMessageWriter writer = await _store.StageAsync(null, default);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), default);
        await using StagedMessage message = await writer.CompleteAsync(default);
        var when = new InternalDate(DateTimeOffset.ParseExact(date, "dd-MMM-yyyy HH:mm:ss zzz", System.Globalization.CultureInfo.InvariantCulture));
        CommitResult result = await _account.CommitAsync(new Commit(new AddMessage(mailbox, message, [.. flags.Select(Flag.Parse)], when)), default);
        Assert.True(result.IsDone, result.Refusal?.Text);
    }
}

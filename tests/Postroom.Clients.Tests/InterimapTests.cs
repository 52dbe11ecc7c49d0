using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>
/// interimap: keeps two IMAP servers the same, here Postroom and Dovecot. It refuses a server without QRESYNC, LIST-EXTENDED,
/// LIST-STATUS or UIDPLUS, and panics over any answer that does not fit into its picture.
/// </summary>
public sealed class InterimapTests : ClientTest
{
    // Проекты/日本語
    private const string Projects = "&BB8EQAQ+BDUEOgRCBEs-/&ZeVnLIqe-";

    [ClientFact]
    public async Task Keeps_postroom_and_dovecot_the_same_by_qresync()
    {
        await using DovecotServer dovecot = await DovecotServer.StartAsync();
        string nearUser = await dovecot.NewAccountAsync();
        await using RawImap near = await dovecot.LoginAsync(nearUser);
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three", "\\Flagged $Forwarded"),
            Letter.Plain("four", flags: "\\Answered \\Seen", date: "02-Jan-2024 03:04:05 +0100"), Letter.Large("five"));
        await FillAsync(Projects, Letter.Rich("plan"));
        await near.OkAsync("CREATE \"Made near\"");
        await AppendAsync(near, "Made near", Letter.Rich("from near", "\\Seen"));
        await ConfigureAsync(dovecot, nearUser);

        string log = await SyncAsync();
        Assert.Matches("remote: C: [0-9]+ COMPRESS DEFLATE", log);
        Assert.Matches("remote: C: [0-9]+ ENABLE QRESYNC", log);
        Assert.Matches("remote: C: [0-9]+ LIST .* RETURN \\(SUBSCRIBED STATUS \\(UIDVALIDITY UIDNEXT HIGHESTMODSEQ\\)\\)", log);
        Assert.Equal(5, (await ReadAsync()).Messages.Count);
        await AssertSameAsync(near);

        // On both sides something is flagged, expunged and delivered.
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 1 +FLAGS (\\Seen Later)");
        await Eyes.OkAsync("STORE 2 +FLAGS (\\Deleted)");
        await Eyes.OkAsync("EXPUNGE");
        await near.OkAsync("SELECT INBOX");
        await near.OkAsync("STORE 3 -FLAGS (\\Flagged)");
        await near.OkAsync("STORE 4 +FLAGS (\\Deleted)");
        await near.OkAsync("EXPUNGE");
        await near.OkAsync("CLOSE");
        await FillAsync("INBOX", Letter.Plain("fresh there", flags: "\\Draft"));
        await AppendAsync(near, "INBOX", Letter.Large("fresh here"));
        await AppendAsync(near, "INBOX", Letter.Plain("and another", flags: "\\Flagged"));

        log = await SyncAsync();
        Assert.Matches("remote: C: [0-9]+ SELECT INBOX \\(QRESYNC \\([0-9]+ [0-9]+ 1:[0-9]+", log);
        Assert.Contains("remote: S: * VANISHED (EARLIER) 2\n", log, StringComparison.Ordinal);
        Assert.Equal(["and another", "five", "fresh here", "fresh there", "one", "three"], (await ReadAsync()).Subjects.Order(StringComparer.Ordinal));
        await AssertSameAsync(near);

        // Its own changes it reads once more; then the answer to LIST is enough, and no mailbox is opened.
        await SyncAsync();
        Assert.DoesNotContain(" SELECT ", await SyncAsync(), StringComparison.Ordinal);

        await SyncAsync("--rename", Projects, "Projects");
        await SyncAsync("--delete", "Made near");
        ImapReply list = await Eyes.OkAsync("LIST \"\" *");
        Assert.Contains(list.Named("LIST"), line => line[2].Value == "Projects");
        Assert.DoesNotContain(list.Named("LIST"), line => line[2].Value is Projects or "Made near");
        await AssertSameAsync(near);
        Assert.DoesNotContain("WARNING", await SyncAsync("--repair"), StringComparison.Ordinal);
        await AssertSameAsync(near);
    }

    [ClientFact]
    public async Task Hears_of_every_change_by_notify_and_carries_it_over_at_once()
    {
        // Another account here is the second server: Dovecot takes half a minute to notice some changes.
        string nearUser = await Server.NewAccountAsync();
        await using RawImap near = await Server.LoginAsync(nearUser);
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two"));
        await FillAsync(Projects, Letter.Plain("plan"));
        await ConfigureAsync(Server, nearUser);
        await SyncAsync();

        File.Delete(Home["log"]);
        await using var interimap = new ServerProcess(DebianRoot.Command(Home.Inside, "interimap", ["--debug", "--notify"]));
        await SeeAsync(interimap, "remote: S: [0-9]+ OK NOTIFY");
        await SeeAsync(interimap, "local: S: [0-9]+ OK NOTIFY");
        string log = await File.ReadAllTextAsync(Home["log"]);
        Assert.Matches("remote: C: [0-9]+ NOTIFY SET (STATUS )?\\(", log);
        Assert.Matches("remote: S: [0-9]+ OK .*NOTIFY", log);

        // A new message, a flag and an end, in mailboxes that are open there and that are not.
        await FillAsync(Projects, Letter.Rich("from there"));
        await SeeAsync(interimap, $"local\\({Regex.Escape(Projects)}\\): Added 1 UID");
        await AppendAsync(near, "INBOX", Letter.Rich("from here"));
        await SeeAsync(interimap, "remote\\(INBOX\\): Added 1 UID");
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 1 +FLAGS (\\Flagged)");
        await SeeAsync(interimap, "local\\(INBOX\\): Updated flags");
        await Eyes.OkAsync("STORE 2 +FLAGS (\\Deleted)");
        await Eyes.OkAsync("EXPUNGE");
        await SeeAsync(interimap, "local\\(INBOX\\): Removed 1 UID");
        await FillAsync("INBOX", Letter.Plain("the last"));
        await SeeAsync(interimap, "local\\(INBOX\\): Added 1 UID");
        Assert.Equal(["one", "from here", "the last"], (await ReadAsync()).Subjects);
        await AssertSameAsync(near);
    }

    // Waits until interimap wrote it.
    private Task<string> SeeAsync(ServerProcess interimap, string pattern) => interimap.WaitAsync(
        async () => File.Exists(Home["log"]) && await File.ReadAllTextAsync(Home["log"]) is { } log && Regex.IsMatch(log, pattern) ? log : null,
        TimeSpan.FromSeconds(60));

    private async Task ConfigureAsync(MailServer second, string nearUser)
    {
        int port = await PinCertificateAsync();
        Home.Write(".local/share/interimap/empty", "");
        Home.Write(".config/interimap/config", $"""
            database = sync.db
            logfile = {Home.Inside}/log

            [local]
            type = imap
            host = 127.0.0.1
            port = {second.Imap.Port}
            STARTTLS = NO
            username = {nearUser}
            password = {MailServer.Password}

            [remote]
            type = imaps
            host = localhost
            port = {port}
            SSL_CAfile = {Home.Inside}/server.pem
            username = {User}
            password = {MailServer.Password}
            compress = YES

            """);
    }

    // What went over both wires in this run.
    private async Task<string> SyncAsync(params string[] arguments)
    {
        File.Delete(Home["log"]);
        ToolResult run = (await Home.RunAsync("interimap", ["--debug", .. arguments])).MustSucceed();
        Assert.DoesNotContain("ERROR", run.Error, StringComparison.Ordinal);
        return await File.ReadAllTextAsync(Home["log"]);
    }

    private static async Task AppendAsync(RawImap imap, string mailbox, Letter letter) =>
        await imap.AppendAsync($"\"{mailbox}\"", letter.Octets, letter.Flags, letter.Date);

    private async Task AssertSameAsync(RawImap near)
    {
        string[] mailboxes = await MailboxesAsync(Eyes);
        Assert.Equal(mailboxes, await MailboxesAsync(near));
        foreach (string mailbox in mailboxes)
            Assert.Equal(await MessagesAsync(Eyes, mailbox), await MessagesAsync(near, mailbox));
    }

    private static async Task<string[]> MailboxesAsync(RawImap imap) =>
    [
        .. from line in (await imap.OkAsync("LIST \"\" *")).Named("LIST")
           where !line[0].Items.Any(a => a.IsAtom("\\Noselect") || a.IsAtom("\\NonExistent"))
           orderby line[2].Value
           select line[2].Value,
    ];

    // Their UIDs differ, and new ones of both sides come in another order.
    private static async Task<string[]> MessagesAsync(RawImap imap, string mailbox) =>
    [
        .. from message in (await MailboxContents.ReadAsync(imap, mailbox)).Messages
           let line = $"{mailbox}: {message.Subject} ({message.Flags}) {message.InternalDate.UtcDateTime:s} {Convert.ToHexString(SHA256.HashData(message.Octets))}"
           orderby line
           select line,
    ];
}

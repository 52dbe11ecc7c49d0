using System.Text;

namespace Postroom.Clients.Tests;

/// <summary>OfflineIMAP 3: another two-way synchronization, built on Python's imaplib2 with its own ideas of the protocol.</summary>
public sealed class OfflineImapTests : ClientTest
{
    [ClientFact]
    public async Task Syncs_both_ways_and_a_second_run_changes_nothing()
    {
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three", "\\Flagged"));
        await FillAsync("Lists/announce", Letter.Plain("news"));
        Home.Write("offlineimaprc", $"""
            [general]
            accounts = test
            maxsyncaccounts = 1
            metadata = {Home.Inside}/meta

            [Account test]
            localrepository = near
            remoterepository = far

            [Repository near]
            type = Maildir
            localfolders = {Home.Inside}/Mail
            sync_deletes = yes

            [Repository far]
            type = IMAP
            remotehost = 127.0.0.1
            remoteport = {Port}
            remoteuser = {User}
            remotepass = secret
            ssl = no
            starttls = no
            auth_mechanisms = PLAIN, LOGIN
            maxconnections = 2

            """);

        await SyncAsync();
        Assert.Equal(["one", "three", "two"], Subjects("INBOX"));
        Assert.Equal(["news"], Subjects("Lists.announce"));
        Assert.Contains(":2,F", PathOf("INBOX", "three"), StringComparison.Ordinal);
        await ChangesNothingAsync();

        // Near: one is read, two goes, a new one comes. Far: three loses its flag.
        File.Move(PathOf("INBOX", "one"), PathOf("INBOX", "one").Replace("/new/", "/cur/", StringComparison.Ordinal).Split(":2,")[0] + ":2,S");
        File.Delete(PathOf("INBOX", "two"));
        Home.Write("Mail/INBOX/new/1700000000_0.1.host", Encoding.Latin1.GetString(Letter.Plain("written here").Octets).ReplaceLineEndings("\n"));
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 3 -FLAGS.SILENT (\\Flagged)");
        await Eyes.OkAsync("CLOSE");

        await SyncAsync();
        Peers.MailboxContents inbox = await ReadAsync();
        Assert.Equal(["one", "three", "written here"], inbox.Subjects);
        Assert.Equal("\\seen", inbox["one"].Flags);
        Assert.Equal("", inbox["three"].Flags);
        Assert.DoesNotContain("F", PathOf("INBOX", "three").Split(":2,")[1], StringComparison.Ordinal);
        await ChangesNothingAsync();
    }

    private async Task SyncAsync()
    {
        Directory.CreateDirectory(Home["Mail"]);
        Peers.ToolResult run = (await Home.RunAsync("offlineimap", "-o", "-c", "offlineimaprc", "-u", "basic")).MustSucceed();
        Assert.DoesNotContain("ERROR", run.Output + run.Error, StringComparison.Ordinal);
    }

    private async Task ChangesNothingAsync()
    {
        string before = await ReadAsync() + string.Join('\n', Files());
        await SyncAsync();
        Assert.Equal(before, await ReadAsync() + string.Join('\n', Files()));
    }

    private IEnumerable<string> Files() => Directory.GetFiles(Home["Mail"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private IEnumerable<string> Messages(string mailbox) =>
        Directory.GetFiles(Home[$"Mail/{mailbox}/cur"]).Concat(Directory.GetFiles(Home[$"Mail/{mailbox}/new"]));

    private string PathOf(string mailbox, string subject) => Messages(mailbox).Single(path => SubjectOf(path) == subject);

    private IEnumerable<string> Subjects(string mailbox) => Messages(mailbox).Select(SubjectOf).Order(StringComparer.Ordinal);

    private static string SubjectOf(string path) => Peers.StoredMessage.SubjectOf(File.ReadAllBytes(path));
}

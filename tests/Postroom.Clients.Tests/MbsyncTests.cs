using System.Globalization;
using System.Text;
using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>isync's mbsync: a two-way synchronization that keeps its own record of UIDs and breaks loudly when the server's change.</summary>
public sealed class MbsyncTests : ClientTest
{
    [ClientFact]
    public async Task Syncs_both_ways_and_a_second_run_changes_nothing()
    {
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three", "\\Flagged"),
            Letter.Plain("four", flags: "\\Answered \\Seen"), Letter.Large("five"));
        await FillAsync("Archive/2024", Letter.Plain("old", date: "02-Jan-2024 03:04:05 +0100"), Letter.Rich("older"));
        Configure();

        await SyncAsync();
        Assert.Equal(["five", "four", "one", "three", "two"], Near("INBOX").Select(m => m.Subject));
        foreach (StoredMessage there in (await ReadAsync()).Messages)
            Assert.Equal(Unix(there.Octets), Unix(WithoutTuid(Near("INBOX").Single(m => m.Subject == there.Subject).Octets)));
        Assert.Equal("F", Near("INBOX").Single(m => m.Subject == "three").Flags);
        Assert.Equal("RS", Near("INBOX").Single(m => m.Subject == "four").Flags);
        await ChangesNothingAsync();

        // Something happens on both sides.
        Flag("INBOX", "one", "S");
        Flag("INBOX", "two", "ST");
        Home.Write("Mail/INBOX/new/1700000000.fresh.host", Encoding.Latin1.GetString(Letter.Plain("written here").Octets).ReplaceLineEndings("\n"));
        Directory.CreateDirectory(Home["Mail/Made here/cur"]);
        Directory.CreateDirectory(Home["Mail/Made here/new"]);
        Directory.CreateDirectory(Home["Mail/Made here/tmp"]);
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 3 -FLAGS (\\Flagged)");
        await Eyes.OkAsync("STORE 4 +FLAGS (\\Deleted)");
        await Eyes.OkAsync("EXPUNGE");
        await FillAsync("Made there", Letter.Plain("far away"));

        await SyncAsync();
        MailboxContents inbox = await ReadAsync();
        Assert.Equal(["one", "three", "five", "written here"], inbox.Subjects);
        Assert.Equal("\\seen", inbox["one"].Flags);
        Assert.Equal("", inbox["three"].Flags);
        Assert.Equal(["five", "one", "three", "written here"], Near("INBOX").Select(m => m.Subject));
        Assert.Equal("", Near("INBOX").Single(m => m.Subject == "three").Flags);
        Assert.Equal(["far away"], Near("Made there").Select(m => m.Subject));
        Assert.Empty((await ReadAsync("Made here")).Messages);
        await ChangesNothingAsync();
    }

    [ClientFact]
    public async Task Uploads_two_hundred_messages_and_finds_each_under_its_uid()
    {
        Configure();
        foreach (string folder in new[] { "cur", "new", "tmp" })
            Directory.CreateDirectory(Home[$"Mail/Import/{folder}"]);
        for (int i = 0; i < 200; i++)
            Home.Write($"Mail/Import/cur/{1700000000 + i}.{i}.host:2,{(i % 2 == 0 ? "S" : "")}", Encoding.Latin1.GetString(Letter.Plain($"number {i}").Octets).ReplaceLineEndings("\n"));

        await SyncAsync();
        MailboxContents import = await ReadAsync("Import");
        Assert.Equal(200, import.Messages.Count);
        Assert.All(import.Messages, m => Assert.Equal(int.Parse(m.Subject.AsSpan(7), CultureInfo.InvariantCulture) % 2 == 0, m.Has("\\Seen")));
        await ChangesNothingAsync();
    }

    /// <summary>Old spam and old mailing lists: mbsync enables nothing, and loses none of it (ADR 0006).</summary>
    [ClientFact]
    public async Task Uploads_old_mail_with_latin1_in_its_header()
    {
        Configure();
        foreach (string folder in new[] { "cur", "new", "tmp" })
            Directory.CreateDirectory(Home[$"Mail/Old/{folder}"]);
        Letter old = Letter.Plain("Gr\u00fc\u00dfe, \u0093nur heute\u0094");
        File.WriteAllBytes(Home["Mail/Old/cur/1700000000.1.host:2,S"], Unix(old.Octets));

        await SyncAsync();
        StoredMessage stored = Assert.Single((await ReadAsync("Old")).Messages);
        Assert.Equal(Unix(old.Octets), Unix(WithoutTuid(stored.Octets)));
        await ChangesNothingAsync();
    }

    [ClientFact]
    public async Task Syncs_compressed_over_tls()
    {
        await FillAsync("INBOX", Letter.Large("large"), Letter.Rich("three", "\\Flagged $Forwarded"));
        await FillAsync("&BB8EQAQ+BDUEOgRCBEs-/&ZeVnLIqe-", Letter.Rich("deep"));
        int port = await PinCertificateAsync();
        Configure($"Port {port}\nSSLType IMAPS\nCertificateFile {Home.Inside}/server.pem");

        string wire = (await SyncAsync("-Dn")).Output;
        Assert.Matches(">>> 2 COMPRESS DEFLATE\r?\n(?s:.*\n)?2 OK ", wire);
        Assert.Equal(["large", "three"], Near("INBOX").Select(m => m.Subject));
        Assert.Equal(["deep"], Near("&BB8EQAQ+BDUEOgRCBEs-/&ZeVnLIqe-").Select(m => m.Subject));
        await ChangesNothingAsync();

        // Now the other way.
        Home.Write("Mail/INBOX/new/1700000000.fresh.host", Encoding.Latin1.GetString(Letter.Large("written here").Octets).ReplaceLineEndings("\n"));
        Flag("INBOX", "large", "ST");
        wire = (await SyncAsync("-Dn")).Output;
        Assert.Matches(">>> 2 COMPRESS DEFLATE\r?\n(?s:.*\n)?2 OK ", wire);
        Assert.Equal(["three", "written here"], (await ReadAsync()).Subjects);
        Assert.Equal(Unix(Letter.Large("written here").Octets), Unix(WithoutTuid((await ReadAsync())["written here"].Octets)));
        await ChangesNothingAsync();
    }

    [ClientFact]
    public async Task Syncs_over_tls_with_a_pinned_certificate()
    {
        await FillAsync("INBOX", Letter.Rich("secret"));
        int port = await PinCertificateAsync();
        Configure($"Port {port}\nSSLType IMAPS\nCertificateFile {Home.Inside}/server.pem");

        await SyncAsync();
        Assert.Equal(["secret"], Near("INBOX").Select(m => m.Subject));
    }

    [ClientFact]
    public async Task Syncs_over_starttls()
    {
        await FillAsync("INBOX", Letter.Rich("secret"));
        await PinCertificateAsync();
        Configure($"Port {Port}\nSSLType STARTTLS\nCertificateFile {Home.Inside}/server.pem");

        await SyncAsync();
        Assert.Equal(["secret"], Near("INBOX").Select(m => m.Subject));
    }

    private void Configure(string? connection = null) => Home.Write("mbsyncrc", $"""
        IMAPAccount server
        Host 127.0.0.1
        {connection ?? $"Port {Port}\nSSLType None"}
        User {User}
        Pass secret
        AuthMechs LOGIN

        IMAPStore far
        Account server

        MaildirStore near
        Path {Home.Inside}/Mail/
        Inbox {Home.Inside}/Mail/INBOX
        SubFolders Verbatim

        Channel all
        Far :far:
        Near :near:
        Patterns *
        Create Both
        Expunge Both
        SyncState *

        """);

    private async Task<ToolResult> SyncAsync(string show = "-V")
    {
        Directory.CreateDirectory(Home["Mail"]);
        return (await Home.RunAsync("mbsync", "-c", "mbsyncrc", show, "-a")).MustSucceed();
    }

    private async Task ChangesNothingAsync()
    {
        string before = await EverythingAsync();
        await SyncAsync();
        Assert.Equal(before, await EverythingAsync());
    }

    private async Task<string> EverythingAsync()
    {
        var all = new StringBuilder();
        ImapReply list = await Eyes.OkAsync("LIST \"\" *");
        foreach (IReadOnlyList<ImapNode> line in list.Named("LIST").Where(l => !l[0].Items.Any(a => a.IsAtom("\\NoSelect"))).OrderBy(l => l[2].Value, StringComparer.Ordinal))
            all.Append(line[2].Value).Append(": ").Append(await ReadAsync(line[2].Value));
        foreach (string file in Directory.GetFiles(Home["Mail"], "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal))
            all.Append(file).Append('\n');
        return all.ToString();
    }

    private List<(string Subject, string Flags, byte[] Octets, string Path)> Near(string mailbox) =>
    [
        .. from folder in new[] { "cur", "new" }
           from path in Directory.GetFiles(Home[$"Mail/{mailbox}/{folder}"])
           let octets = File.ReadAllBytes(path)
           let subject = StoredMessage.SubjectOf(octets)
           let flags = path.Contains(":2,", StringComparison.Ordinal) ? path[(path.LastIndexOf(":2,", StringComparison.Ordinal) + 3)..] : ""
           orderby subject
           select (subject, flags, octets, path),
    ];

    private void Flag(string mailbox, string subject, string flags)
    {
        string path = Near(mailbox).Single(m => m.Subject == subject).Path;
        string name = Path.GetFileName(path);
        int info = name.IndexOf(":2,", StringComparison.Ordinal);
        File.Move(path, Home[$"Mail/{mailbox}/cur/{(info < 0 ? name : name[..info])}:2,{flags}"]);
    }

    private static byte[] Unix(byte[] octets) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(octets).ReplaceLineEndings("\n"));

    // mbsync marks what it carries with a header field of its own until it knows the new UID.
    private static byte[] WithoutTuid(byte[] octets) => Encoding.Latin1.GetBytes(string.Join('\n',
        Encoding.Latin1.GetString(octets).Split('\n').Where(line => !line.StartsWith("X-TUID:", StringComparison.Ordinal))));
}

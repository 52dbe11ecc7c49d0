using System.Text;
using Postroom.Imap;
using Postroom.Store;

namespace Postroom.Server.Tests;

/// <summary>Mail comes in from maildirs, mbox and .eml files, and goes out again octet for octet.</summary>
public sealed class ImportExportTests : IAsyncLifetime
{
    // Line ends as they are met: LF, CRLF, both, CR alone, none at the end; lines that an mbox must quote.
    private static readonly string[] Letters =
    [
        "From: a@example.org\nSubject: one\n\nHello\n",
        "From: b@example.org\r\nSubject: two\r\n\r\nHello\r\n",
        "From: c@example.org\r\nSubject: three\n\r\nmixed\nand\rmore\r\n\n\r\n",
        "Subject: quotes\n\nFrom here\n>From there\n>>From nowhere\n> From is no From\n>Fro\n>\nFrom\n",
        "Subject: \xe9\xff octets\n\n\x01\x80\xfe\n",
        "no header at all\n",
        "\n",
    ];

    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await TestStore.MakeAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_folder_of_eml_files_comes_out_of_a_maildir_octet_for_octet()
    {
        string[] letters = [.. Letters, "Subject: no end\n\nof the last line", "", "Subject: ends with CR\n\n\r", "Subject: same\n\n1\n", "Subject: same\n\n1\n"];
        WriteEml(letters);

        Assert.Contains($"Imported {letters.Length} messages", await _store.RunAsync(0, "import", "eml", "in", "--account", "maja"), StringComparison.Ordinal);
        await _store.RunAsync(0, "export", "maildir", "out", "--account", "maja");

        Assert.Equal(letters.Order(StringComparer.Ordinal), Files(_store.Path("out", "cur")).Order(StringComparer.Ordinal));
        Assert.All((await _store.ReadAsync("INBOX")).Select(message => message.Text), text => Assert.DoesNotMatch("(?<!\r)\n", text));
        Assert.Equal("All is sound.", (await _store.RunAsync(0, "check")).Split('\n')[^2].Trim());
    }

    [Fact]
    public async Task An_mbox_comes_back_message_for_message()
    {
        WriteEml(Letters);
        await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");
        await _store.RunAsync(0, "export", "mbox", "out", "--account", "maja");
        await _store.RunAsync(0, "import", "mbox", "out/INBOX.mbox", "--account", "maja", "--mailbox", "Again");
        await _store.RunAsync(0, "export", "maildir", "out2", "--account", "maja", "--mailbox", "Again");

        Assert.Equal(Letters.Order(StringComparer.Ordinal), Files(_store.Path("out2", ".Again", "cur")).Order(StringComparer.Ordinal));
        Assert.Equal((await _store.ReadAsync("INBOX")).Select(m => m.Date), (await _store.ReadAsync("Again")).Select(m => m.Date));
    }

    [Fact]
    public async Task An_mbox_of_others_is_read_with_its_dates_and_flags()
    {
        _store.Write(
            "old.mbox",
            "From maja@example.org Sat Nov  1 08:00:09 2003\nStatus: RO\nX-Status: AF\nSubject: one\n\n>From me\n\n" +
            "From - Thu Feb 29 23:59:00 2024\nSubject: two\n\nFrom the middle of a text\n>>From deep\n\n\nFrom x Thu Feb 29 23:59:00 2024\nSubject: three\n\nend");

        await _store.RunAsync(0, "import", "mbox", "old.mbox", "--account", "maja");

        var messages = await _store.ReadAsync("INBOX");
        Assert.Equal(
            ["Status: RO\r\nX-Status: AF\r\nSubject: one\r\n\r\nFrom me\r\n", "Subject: two\r\n\r\nFrom the middle of a text\r\n>From deep\r\n\r\n", "Subject: three\r\n\r\nend"],
            messages.Select(message => message.Text));
        Assert.Equal(["\\Answered \\Flagged \\Seen", "", ""], messages.Select(message => message.Flags));
        Assert.Equal(new DateTimeOffset(2003, 11, 1, 8, 0, 9, TimeSpan.Zero), messages[0].Date);
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 23, 59, 0, TimeSpan.Zero), messages[1].Date);
    }

    [Fact]
    public async Task A_maildir_keeps_flags_keywords_folders_dates_and_subscriptions()
    {
        var date = new DateTime(2001, 9, 9, 1, 46, 40, DateTimeKind.Utc);
        WriteMaildir("", "1000000000.a.host" + MaildirName.InfoMark + "FRSab", "Subject: in\n\n1\n", date);
        WriteMaildir("", "1000000001.b.host", "Subject: new\n\n2\n", date, sub: "new");
        WriteMaildir(".Work.R&AOk-union", "1000000002.c.host" + MaildirName.InfoMark + "DPT", "Subject: below\n\n3\n", date);
        _store.Write("md/dovecot-keywords", "0 $label1\n1 Ge\u00e4ndert(\n2 unused\n");
        _store.Write("md/subscriptions", "V\t2\n\nWork\tR&AOk-union\nNicht\n");

        await _store.RunAsync(0, "import", "maildir", "md", "--account", "maja");

        Assert.Equal([("Subject: in\r\n\r\n1\r\n", "$label1 \\Answered \\Flagged \\Seen", new DateTimeOffset(date)), ("Subject: new\r\n\r\n2\r\n", "", new DateTimeOffset(date))], await _store.ReadAsync("INBOX"));
        Assert.Equal([("Subject: below\r\n\r\n3\r\n", "$Forwarded \\Deleted \\Draft", new DateTimeOffset(date))], await _store.ReadAsync("Work/R\u00e9union"));
        await using (MailAccount account = await _store.OpenAsync())
        {
            Assert.Contains(MailboxName.Parse("Work/R\u00e9union"), account.Subscriptions);
            Assert.Contains(MailboxName.Parse("Nicht"), account.Subscriptions);
        }

        await _store.RunAsync(0, "export", "maildir", "out", "--account", "maja");
        Assert.Equal(["0 $label1"], File.ReadAllLines(_store.Path("out", "dovecot-keywords")));
        string[] exported = [.. Directory.GetFiles(_store.Path("out", "cur")).Select(file => Path.GetFileName(file).Split(MaildirName.InfoMark)[1]).Order(StringComparer.Ordinal)];
        Assert.Equal(["", "FRSa"], exported);
        string below = Assert.Single(Directory.GetFiles(_store.Path("out", ".Work.R&AOk-union", "cur")));
        Assert.EndsWith(MaildirName.InfoMark + "DPT", below, StringComparison.Ordinal);
        Assert.Equal(date, File.GetLastWriteTimeUtc(below));
        Assert.Contains("Work\tR&AOk-union", File.ReadAllLines(_store.Path("out", "subscriptions")));
    }

    [Theory]
    [InlineData("A.b/c.d")]
    [InlineData("back\\slash: *?")]
    [InlineData("x.mbox/y")]
    [InlineData("\u65e5\u672c/&")]
    public async Task A_mailbox_keeps_its_name_through_a_maildir_and_an_mbox(string name)
    {
        _store.Write("in/one.eml", "Subject: one\n\n1\n");
        await _store.RunAsync(0, "import", "eml", "in", "--account", "maja", "--mailbox", name);
        await _store.RunAsync(0, "export", "maildir", "md", "--account", "maja", "--mailbox", name);
        await _store.RunAsync(0, "export", "mbox", "mb", "--account", "maja", "--mailbox", name);
        await using (MailAccount account = await _store.OpenAsync())
        {
            MailboxId old = account.Mailboxes.Find(MailboxName.Parse(name))!.Id;
            Assert.True((await account.CommitAsync(new Commit(new DeleteMailbox(old)), CancellationToken.None)).IsDone);
        }

        await _store.RunAsync(0, "import", "maildir", "md", "--account", "maja");
        await _store.RunAsync(0, "import", "mbox", "mb", "--account", "maja");

        Assert.Single(await _store.ReadAsync(name)); // the second one found the first one's message
    }

    [Fact]
    public async Task Mail_that_came_over_IMAP_is_exported_with_LF_unless_its_line_ends_are_mixed()
    {
        await _store.AddAsync("Subject: plain\r\n\r\ntext\r\n");
        await _store.AddAsync("Subject: bare\r\n\r\nline\nfeed\r\n");

        await _store.RunAsync(0, "export", "maildir", "out", "--account", "maja");

        Assert.Equal(["Subject: bare\r\n\r\nline\nfeed\r\n", "Subject: plain\n\ntext\n"], Files(_store.Path("out", "cur")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_import_brings_only_what_is_new()
    {
        WriteEml(Letters);
        await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");
        _store.Write("in/zzz.eml", "Subject: later\n\n!\n");

        string said = await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");

        Assert.Contains($"Imported 1 messages into maja; {Letters.Length} had been imported before.", said, StringComparison.Ordinal);
        Assert.Equal(Letters.Length + 1, (await _store.ReadAsync("INBOX")).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Without_its_journal_an_import_finds_what_is_there_and_genuine_duplicates_stay(int linesKept)
    {
        string[] letters = ["Subject: same\n\n1\n", "Subject: same\n\n1\n", "Subject: same\n\n2\n", "Subject: same\n\n1\n", "Subject: other\n\n1\n"];
        WriteEml(letters);
        await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");
        string journal = Assert.Single(Directory.GetFiles(_store.Path("data", "imports")));
        File.WriteAllText(journal, string.Concat(File.ReadAllLines(journal).Take(linesKept).Select(line => line + "\n")) + "torn of");

        string said = await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");

        Assert.Contains("Imported 0 messages", said, StringComparison.Ordinal);
        Assert.Equal(letters.Length, (await _store.ReadAsync("INBOX")).Count);
        Assert.Contains("Imported 0 messages", await _store.RunAsync(0, "import", "eml", "in", "--account", "maja"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_removed_comes_back_only_when_asked_for()
    {
        WriteEml(Letters);
        await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");
        await using (MailAccount account = await _store.OpenAsync())
        {
            MailboxId inbox = account.Mailboxes.Find(MailboxName.Inbox)!.Id;
            await account.CommitAsync(new Commit(new ExpungeMessages(inbox, UidSet.Of(new Uid(2)), OnlyDeleted: false)), CancellationToken.None);
        }

        Assert.Contains("Imported 0 ", await _store.RunAsync(0, "import", "eml", "in", "--account", "maja"), StringComparison.Ordinal);
        Assert.Contains("Imported 1 ", await _store.RunAsync(0, "import", "eml", "in", "--account", "maja", "--again"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import", "eml", "in", "--account", "maja")]
    [InlineData("import", "eml", "in", "--account", "maja", "--again")]
    public async Task The_same_import_does_not_run_twice_at_once(params string[] import)
    {
        WriteEml(Letters);
        await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");
        string journal = Assert.Single(Directory.GetFiles(_store.Path("data", "imports")));
        using (new ImportJournal(journal, forget: false))
        {
            Assert.Contains("running already", await _store.RefusedAsync(import), StringComparison.Ordinal);
        }

        Assert.Contains("Imported 0 ", await _store.RunAsync(0, import), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_keeps_no_other_out()
    {
        WriteEml(Letters);
        _store.Write("in/!locked.eml", "Subject: later\n\n!\n");
        using (new FileStream(_store.Path("in", "!locked.eml"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            string said = await _store.RunAsync(1, "import", "eml", "in", "--account", "maja");
            Assert.Contains("Not imported: !locked.eml: ", said, StringComparison.Ordinal);
        }

        Assert.Equal(Letters.Length, (await _store.ReadAsync("INBOX")).Count);
        Assert.Contains("Imported 1 ", await _store.RunAsync(0, "import", "eml", "in", "--account", "maja"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_a_sentence()
    {
        Assert.Contains("no folder", await _store.RefusedAsync("import", "eml", "none", "--account", "maja"), StringComparison.Ordinal);
        Assert.Contains("no file", await _store.RefusedAsync("import", "mbox", "none", "--account", "maja"), StringComparison.Ordinal);
        _store.Write("text", "just text\n");
        Assert.Contains("From ", await _store.RefusedAsync("import", "mbox", "text", "--account", "maja"), StringComparison.Ordinal);
        Assert.Contains("no maildir", await _store.RefusedAsync("import", "maildir", ".", "--account", "maja"), StringComparison.Ordinal);
        Assert.Contains("'nobody'", await _store.RefusedAsync("import", "eml", ".", "--account", "nobody"), StringComparison.Ordinal);
        Assert.Contains("--mailbox", await _store.RefusedAsync("import", "eml", ".", "--account", "maja", "--mailbox", "a//b"), StringComparison.Ordinal);
        Assert.Contains("There is something", await _store.RefusedAsync("export", "mbox", ".", "--account", "maja"), StringComparison.Ordinal);
        Assert.Contains("'None'", await _store.RefusedAsync("export", "mbox", "out", "--account", "maja", "--mailbox", "None"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_stops_at_the_quota_and_what_fits_stays()
    {
        WriteEml(Letters);
        await _store.RunAsync(0, "account", "quota", "maja", "messages=3");

        string refusal = await _store.RefusedAsync("import", "eml", "in", "--account", "maja");

        Assert.Contains("The import stopped", refusal, StringComparison.Ordinal);
        await _store.RunAsync(0, "account", "quota", "maja", "messages=none");
        await _store.RunAsync(0, "import", "eml", "in", "--account", "maja");
        Assert.Equal(Letters.Length, (await _store.ReadAsync("INBOX")).Count);
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)));

    private void WriteEml(string[] letters)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            _store.Write($"in/{i:D6}.eml", letters[i]);
        }
    }

    private void WriteMaildir(string folder, string name, string text, DateTime date, string sub = "cur")
    {
        foreach (string part in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(_store.Path("md", folder, part));
        }

        _store.Write(Path.Combine("md", folder, sub, name), text, date);
    }
}

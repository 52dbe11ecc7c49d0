using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>mutt and neomutt with their header cache, CONDSTORE and QRESYNC on (both are off by default).</summary>
public sealed class MuttCacheTests : ClientTest
{
    // Проекты
    private const string Projects = "&BB8EQAQ+BDUEOgRCBEs-";

    [ClientFact]
    public async Task Mutt_brings_its_cache_up_to_date_by_qresync()
    {
        await ConfigureAsync("ssl_starttls=no");
        string log = await VisitAsync("mutt", WorkAsync, "-d", "3");
        await AssertWorkedAsync(log);

        await ChangeAsync();
        log = await VisitAsync("mutt", SeeChangesAsync, "-d", "3");
        Assert.Matches("UID FETCH 1:5 \\(FLAGS\\) \\(CHANGEDSINCE [0-9]+ VANISHED\\)", log);
        Assert.Contains("* VANISHED (EARLIER) 2\n", log.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Matches("> a[0-9]+ FETCH 5 \\(UID FLAGS", log);
        Assert.DoesNotMatch("> a[0-9]+ (UID )?FETCH 1:5 \\(UID FLAGS", log);
    }

    [ClientFact]
    public async Task Neomutt_brings_its_cache_up_to_date_by_qresync()
    {
        await ConfigureAsync($"debug_level=3 debug_file={Home.Inside}/debug");
        string log = await VisitAsync("neomutt", WorkAsync);
        await AssertWorkedAsync(log);

        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 4 +FLAGS (\\Flagged)");
        await Eyes.OkAsync("CLOSE");
        log = await VisitAsync("neomutt", neomutt => neomutt.SeeAsync("<N ! Delta>"));
        Assert.Matches("UID FETCH 1:5 \\(FLAGS\\) \\(CHANGEDSINCE [0-9]+ VANISHED\\)", log);
        Assert.DoesNotContain("QRESYNC failed", log, StringComparison.Ordinal);
        Assert.DoesNotContain("(UID FLAGS", log, StringComparison.Ordinal);

        // This version loses count over any VANISHED, of any server (mutt, from the same code, does not), and reads the list anew.
        await ChangeAsync();
        log = await VisitAsync("neomutt", SeeChangesAsync);
        Assert.Contains("cmd_parse_vanished() Handling VANISHED", log, StringComparison.Ordinal);
        Assert.Contains("QRESYNC failed", log, StringComparison.Ordinal);
    }

    // Copies Beta into a mailbox that this makes, and flags Gamma.
    private static async Task WorkAsync(Terminal mutt)
    {
        await mutt.SeeAsync("<N   Epsilon>");
        await mutt.TypeAsync("/Beta\r");
        await mutt.TypeAsync("C");
        await mutt.SeeAsync("mailbox");
        await mutt.TypeAsync("\u0015=Проекты\r");
        await mutt.TypeAsync("/Gamma\r");
        await mutt.TypeAsync("F");
        await mutt.SeeAsync("! Gamma>");
        await mutt.TypeAsync("$");
    }

    private async Task AssertWorkedAsync(string log)
    {
        Assert.Contains("ENABLE QRESYNC", log, StringComparison.Ordinal);
        Assert.Contains("SELECT \"INBOX\" (CONDSTORE)", log, StringComparison.Ordinal);
        Assert.Equal("\\flagged", (await ReadAsync())["Gamma"].Flags);
        Assert.Equal(["Beta"], (await ReadAsync(Projects)).Subjects);
    }

    private async Task ChangeAsync()
    {
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 1 +FLAGS (\\Flagged)");
        await Eyes.OkAsync("STORE 3 -FLAGS (\\Flagged)");
        await Eyes.OkAsync("STORE 2 +FLAGS (\\Deleted)");
        await Eyes.OkAsync("EXPUNGE");
        await FillAsync("INBOX", Letter.Plain("Fresh"));
    }

    private static async Task SeeChangesAsync(Terminal mutt)
    {
        await mutt.SeeAsync("<N   Fresh>");
        await mutt.SeeAsync("<N ! Alpha>");
        await mutt.SeeAsync("<N   Gamma>");
        await mutt.MissAsync("Beta>");
        await mutt.SeeAsync("INBOX 5 messages]");
    }

    private async Task ConfigureAsync(string more)
    {
        await FillAsync("INBOX", Letter.Plain("Alpha"), Letter.Rich("Beta"), Letter.Plain("Gamma"), Letter.Plain("Delta"), Letter.Plain("Epsilon"));
        int port = await PinCertificateAsync();
        Directory.CreateDirectory(Home["cache"]);
        Home.Write("muttrc", $"""
            set folder="imaps://{User}@localhost:{port}/" spoolfile="+INBOX" record="" postponed="+Drafts" imap_pass=secret
            set certificate_file=server.pem ssl_force_tls=yes imap_condstore=yes imap_qresync=yes header_cache={Home.Inside}/cache
            set confirmappend=no confirmcreate=no delete=yes move=no quit=yes mark_old=no sort=mailbox-order beep=no wait_key=no
            set mail_check=0 timeout=1 index_format="<%Z %s>" status_format="[%f %m messages]"
            set {more}

            """);
    }

    // What it wrote about the visit, the commands among it.
    private async Task<string> VisitAsync(string program, Func<Terminal, Task> work, params string[] arguments)
    {
        foreach (string old in Directory.GetFiles(Home.Folder, "*debug*"))
            File.Delete(old);
        await using var mutt = new Terminal(Home, program, ["-n", "-F", "muttrc", .. arguments]);
        await work(mutt);
        await mutt.TypeAsync("q");
        await mutt.ExitAsync();
        return await File.ReadAllTextAsync(Directory.GetFiles(Home.Folder, "*debug0").Single());
    }
}

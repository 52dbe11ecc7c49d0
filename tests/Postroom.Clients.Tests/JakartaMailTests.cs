using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>Jakarta Mail (JavaMail), on which Java's mail programs and servers are built: TLS, DEFLATE, QRESYNC, one thread that idles for all.</summary>
public sealed class JakartaMailTests : ClientTest
{
    private const string Java = "/usr/lib/jvm/java-17-openjdk-amd64";

    [ClientFact]
    public async Task Fills_a_cache_and_brings_it_up_to_date_by_qresync()
    {
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three"), Letter.Plain("four"), Letter.Plain("five"));
        await LayOutLettersAsync();

        string wire = await VisitAsync("first");
        Assert.Matches("(?m)^A[0-9]+ COMPRESS DEFLATE\r?\n", wire);
        Assert.Matches("(?m)^A[0-9]+ ENABLE UTF8=ACCEPT\r?\n", wire);
        Assert.Matches("(?m)^A[0-9]+ SELECT INBOX \\(CONDSTORE\\)", wire);
        Assert.Matches("(?m)^A[0-9]+ MOVE ", wire);
        string idle = await File.ReadAllTextAsync(Home["idle.log"]);
        Assert.Matches("(?m)^B[0-9]+ IDLE\r?\n", idle);
        Assert.Contains("* 6 EXISTS", idle, StringComparison.Ordinal);
        MailboxContents inbox = await ReadAsync();
        Assert.Equal("later", inbox["three"].Flags);

        // Meanwhile another client flags, expunges and delivers.
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 1 +FLAGS (\\Flagged)");
        await Eyes.OkAsync("STORE 2,5 +FLAGS (\\Deleted)");
        await Eyes.OkAsync("EXPUNGE");
        await FillAsync("INBOX", Letter.Plain("fresh", flags: "\\Answered"));

        wire = await VisitAsync("again");
        Assert.Matches("(?m)^A[0-9]+ ENABLE QRESYNC\r?\n", wire);
        Assert.Matches("(?m)^A[0-9]+ SELECT INBOX \\(QRESYNC \\([0-9]+ [0-9]+ 1:5\\)\\)", wire);
        Assert.Contains("* VANISHED (EARLIER) 2,5", wire, StringComparison.Ordinal);
        inbox = await ReadAsync();
        Assert.Equal(["one", "three", "four", "while idle", "fresh"], inbox.Subjects);
        Assert.Equal(
            inbox.Messages.Select(m => $"{m.Uid.ToString(System.Globalization.CultureInfo.InvariantCulture)} {m.Subject} ({m.Flags})"),
            (await File.ReadAllLinesAsync(Home["cache"])).Skip(1));
    }

    // The program is compiled by the java that runs it. Without /proc it does not find its own libraries.
    private async Task<string> VisitAsync(string visit)
    {
        Assert.NotNull(Server.Imaps);
        ToolResult run = await Home.RunAsync("env", $"LD_LIBRARY_PATH={Java}/lib", $"{Java}/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-cp", "/usr/share/java/jakarta-mail.jar:/usr/share/java/jakarta-activation.jar", Script("JakartaMailSession.java"),
            visit, $"{Port}", $"{Server.Imaps.Port}", User);
        Assert.Equal("done", run.MustSucceed().Output.Trim());
        return await File.ReadAllTextAsync(Home[$"{visit}.log"]);
    }
}

using System.Text.Json;
using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>Roundcube's own IMAP class, run from PHP's command line: the commands of the most used webmail.</summary>
public sealed class RoundcubeTests : ClientTest
{
    [ClientFact]
    public async Task Works_as_a_webmail_does_and_fills_its_cache_by_qresync()
    {
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three"), Letter.Plain("four"), Letter.Plain("five"));
        await LayOutLettersAsync();
        int port = await PinCertificateAsync();

        string wire = await VisitAsync("first", port);
        Assert.Contains("CREATE Spam (USE (\\Junk))", wire, StringComparison.Ordinal);
        Assert.Contains("LIST (SPECIAL-USE) \"\" \"*\" RETURN (SUBSCRIBED CHILDREN)", wire, StringComparison.Ordinal);
        Assert.Matches("C: A[0-9]+ APPEND .* \\(\\) ~\\{", wire);
        Assert.Matches("C: A[0-9]+ UID FETCH 1 \\(BINARY\\.PEEK\\[2\\]\\)", wire);
        Assert.Matches("C: A[0-9]+ UID SEARCH RETURN \\(COUNT MIN MAX\\) UNSEEN", wire);
        Assert.Equal(["=?utf-8?Q?Gr=C3=BC=C3=9Fe_mit_Anhang?=", "three"], (await ReadAsync("Archive")).Subjects);

        // Meanwhile another client flags, expunges and delivers.
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 1 +FLAGS (\\Answered)");
        await Eyes.OkAsync("STORE 3 -FLAGS (\\Flagged)");
        await Eyes.OkAsync("STORE 2 +FLAGS (\\Deleted)");
        await Eyes.OkAsync("EXPUNGE");
        await FillAsync("INBOX", Letter.Plain("fresh", flags: "\\Flagged"));

        wire = await VisitAsync("again", port);
        Assert.Matches("C: A[0-9]+ SELECT INBOX \\(QRESYNC \\([0-9]+ [0-9]+ 1:4\\)\\)", wire);
        Assert.Contains("S: * VANISHED (EARLIER) 2", wire, StringComparison.Ordinal);
        MailboxContents inbox = await ReadAsync();
        Assert.Equal(["one", "three", "four", "fresh"], inbox.Subjects);
        Assert.Equal(inbox.Messages.Select(m => $"{m.Subject} {m.Flags.Replace("\\", "", StringComparison.Ordinal)}"), Cached());
    }

    private async Task<string> VisitAsync(string visit, int port)
    {
        ToolResult run = await Home.RunAsync("php8.2", "-d", "extension=mbstring", "-d", "extension=intl", "-d", "extension=iconv",
            Script("roundcube_session.php"), visit, $"{port}", User);
        Assert.Equal("done", run.MustSucceed().Output.Trim());
        return await File.ReadAllTextAsync(Home[$"{visit}.log"]);
    }

    private IEnumerable<string> Cached()
    {
        using JsonDocument cache = JsonDocument.Parse(File.ReadAllBytes(Home["cache.json"]));
        return
        [
            .. from message in cache.RootElement.GetProperty("messages").EnumerateObject()
               let flags = message.Value.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!.ToLowerInvariant())
               select $"{message.Value.GetProperty("subject").GetString()} {string.Join(' ', flags.Where(flag => flag != "recent").Order(StringComparer.Ordinal))}",
        ];
    }
}

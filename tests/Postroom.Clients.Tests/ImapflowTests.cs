using System.Text.Json;
using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>imapflow from npm, on which web mailers and mail APIs are built: TLS, DEFLATE and QRESYNC, all that it can do.</summary>
public sealed class ImapflowTests : ClientTest
{
    [ClientFact]
    public async Task Fills_a_cache_and_brings_it_up_to_date_by_qresync()
    {
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three"), Letter.Large("four"), Letter.Plain("five"));
        await LayOutLettersAsync();
        int port = await PinCertificateAsync();

        string first = await VisitAsync("first", port);
        Assert.Contains("C: 5 COMPRESS DEFLATE\nS: 5 OK ", first, StringComparison.Ordinal);
        Assert.Matches("C: 6 ENABLE CONDSTORE UTF8=ACCEPT QRESYNC IMAP4REV2\n(?s:.*)S: \\* ENABLED .*IMAP4rev2", first);
        Assert.Contains("CREATE \"Проекты/日本語 & Ünïcode\"", first, StringComparison.Ordinal);
        Assert.Matches("C: 7 LIST \"\" \"\\*\" RETURN \\(STATUS \\(.*HIGHESTMODSEQ.*\\) SPECIAL-USE CHILDREN SUBSCRIBED\\)", first);
        await AssertCacheAsync(["one", "two", "three", "four", "while idle"]);
        Assert.Equal(["five"], (await ReadAsync("Archive")).Subjects);

        // Meanwhile another client flags, expunges and delivers.
        await Eyes.OkAsync("SELECT INBOX");
        await Eyes.OkAsync("STORE 1 +FLAGS (\\Seen Later)");
        await Eyes.OkAsync("STORE 3 -FLAGS (\\Flagged)");
        await Eyes.OkAsync("STORE 2 +FLAGS (\\Deleted)");
        await Eyes.OkAsync("EXPUNGE");
        await FillAsync("INBOX", Letter.Plain("fresh", flags: "\\Answered"));

        string again = await VisitAsync("again", port);
        Assert.Contains("COMPRESS DEFLATE", again, StringComparison.Ordinal);
        Assert.Matches("C: .* SELECT INBOX \\(QRESYNC \\(\\d+ \\d+\\)\\)", again);
        Assert.Contains("S: * VANISHED (EARLIER) 2\n", again, StringComparison.Ordinal);
        await AssertCacheAsync(["one", "three", "four", "while idle", "fresh"]);
    }

    private async Task<string> VisitAsync(string visit, int port)
    {
        ToolResult run = await Home.RunAsync("node", Script("imapflow_session.js"), visit, $"{port}", User);
        Assert.Equal("done", run.MustSucceed().Output.Trim());
        return await File.ReadAllTextAsync(Home[$"{visit}.log"]);
    }

    private async Task AssertCacheAsync(string[] subjects)
    {
        MailboxContents inbox = await ReadAsync();
        Assert.Equal(subjects, inbox.Subjects);
        using JsonDocument cache = JsonDocument.Parse(await File.ReadAllBytesAsync(Home["cache.json"]));
        string[] cached =
        [
            .. from message in cache.RootElement.GetProperty("messages").EnumerateObject()
               let flags = message.Value.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!.ToLowerInvariant())
               select $"{message.Name} {message.Value.GetProperty("subject").GetString()} {string.Join(' ', flags.Where(flag => flag != "\\recent").Order(StringComparer.Ordinal))}",
        ];
        Assert.Equal(inbox.Messages.Select(m => $"{m.Uid.ToString(System.Globalization.CultureInfo.InvariantCulture)} {m.Subject} {m.Flags}"), cached);
    }
}

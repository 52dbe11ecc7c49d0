using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>imapfilter: a Lua script that searches by everything and sorts mail into mailboxes.</summary>
public sealed class ImapfilterTests : ClientTest
{
    [ClientFact]
    public async Task Sorts_the_inbox()
    {
        await FillAsync("INBOX",
            Letter.Plain("offer 1", "Buy Viagra now\r\n"), Letter.Plain("offer 2", "or VIAGRA later\r\n"), Letter.Plain("offer 3", "or never\r\n"),
            Letter.Plain("report", "Figures\r\n"), Letter.Plain("hello"), Letter.Rich("rich", "\\Flagged"),
            Letter.Large("large", 100) with { Flags = "\\Seen" },
            Letter.Plain("ancient", flags: "\\Seen", date: "05-May-2015 05:05:05 +0000"));
        Script("imapfilter.lua");

        ToolResult run = await Home.RunAsync("env", $"PORT={Port}", $"ACCOUNT={User}", "imapfilter", "-v", "-c", "imapfilter.lua");
        run.MustSucceed();

        MailboxContents inbox = await ReadAsync();
        Assert.Equal(["offer 3", "report", "hello", "rich", "large"], inbox.Subjects);
        Assert.True(inbox["report"].Has("\\Seen"));
        Assert.True(inbox["hello"].Has("mylabel"));
        Assert.True(inbox["hello"].Has("\\Answered"));
        Assert.Equal(["offer 1", "offer 2"], (await ReadAsync("Spam")).Subjects);
        StoredMessage report = (await ReadAsync("Work/Reports"))["report"];
        Assert.True(report.Has("\\Flagged"));
        Assert.Contains("Spam", string.Join(' ', (await Eyes.OkAsync("LIST \"\" *")).Untagged.Select(l => l[^1])), StringComparison.Ordinal);
        Assert.DoesNotContain((await Eyes.OkAsync("LSUB \"\" *")).Named("LSUB"), line => line[2].Value == "Work/Reports");
    }
}

using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>PHP's imap functions: the c-client library once more, by a script.</summary>
public sealed class PhpImapTests : ClientTest
{
    [ClientFact]
    public async Task Lists_stores_reads_finds_sorts_moves_and_deletes()
    {
        Assert.NotNull(Server.Imaps);
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three"), Letter.Plain("four"), Letter.Plain("five"));
        await LayOutLettersAsync();

        ToolResult run = await Home.RunAsync("php8.2", "-d", "extension=mbstring", "-d", "extension=imap", Script("php_imap_session.php"), $"{Server.Imaps.Port}", User);
        Assert.Equal("done", run.MustSucceed().Output.Trim());

        MailboxContents inbox = await ReadAsync();
        Assert.Equal(["one", "three", "four"], inbox.Subjects);
        Assert.Equal("\\answered later", inbox["one"].Flags);
        Assert.Equal("\\answered later", inbox["three"].Flags);
        Assert.Equal(["five", "four"], (await ReadAsync("Archive")).Subjects);
        StoredMessage letter = (await ReadAsync("Projekte/&ZeVnLIqe- &- &ANw-n&AO8-code")).Messages.Single();
        Assert.Equal(Letter.Attached, letter.Octets);
        Assert.Equal(new DateTimeOffset(2025, 2, 3, 9, 20, 30, TimeSpan.Zero), letter.InternalDate);
    }
}

using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>imap-simple from npm, and with it node-imap: what most scripts for Node that people write are built on.</summary>
public sealed class ImapSimpleTests : ClientTest
{
    [ClientFact]
    public async Task Hears_of_mail_reads_its_parts_finds_what_changed_moves_and_deletes()
    {
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Plain("two", flags: "\\Seen"), Letter.Rich("three"), Letter.Plain("four"), Letter.Plain("five"));
        await LayOutLettersAsync();
        int port = await PinCertificateAsync();

        ToolResult run = await Home.RunAsync("node", Script("imap_simple_session.js"), $"{port}", User);
        Assert.Equal("done", run.MustSucceed().Output.Trim());
        string wire = await File.ReadAllTextAsync(Home["wire.log"]);
        Assert.Matches("=> 'A[0-9]+ SELECT \"INBOX\" \\(CONDSTORE\\)'", wire);
        Assert.Matches("=> 'A[0-9]+ UID SEARCH MODSEQ [0-9]+'", wire);
        Assert.Matches("<= '\\* SEARCH 3 \\(MODSEQ [0-9]+\\)'", wire);
        Assert.Matches("=> 'A[0-9]+ UID MOVE ", wire);

        MailboxContents inbox = await ReadAsync();
        Assert.Equal(["two", "three", "four", "while idle"], inbox.Subjects);
        Assert.Equal("", inbox["two"].Flags);
        Assert.Equal("\\flagged later", inbox["three"].Flags);
        Assert.Equal(["five"], (await ReadAsync("Archive")).Subjects);
        Assert.Equal(Letter.Attached, (await ReadAsync("&BB8EQAQ+BDUEOgRCBEs-/&ZeVnLIqe- &- &ANw-n&AO8-code")).Messages.Single().Octets);
    }
}

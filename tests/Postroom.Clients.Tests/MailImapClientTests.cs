using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>Perl's Mail::IMAPClient, which imapsync is built on.</summary>
public sealed class MailImapClientTests : ClientTest
{
    [ClientFact]
    public async Task Imports_reads_flags_moves_deletes_and_idles()
    {
        (await Home.RunAsync("perl", Script("mail_imapclient.pl"), $"{Port}", User)).MustSucceed();

        MailboxContents old = await ReadAsync("Import/old");
        Assert.Equal(["p1", "p2", "p3", "p4", "p6", "p7", "p10"], old.Subjects);
        Assert.Equal("\\flagged", old["p1"].Flags);
        Assert.Equal("$forwarded \\seen", old["p3"].Flags);
        Assert.All(old.Messages, m => Assert.Equal(new DateTimeOffset(2025, 2, 1, 10, 0, 0, TimeSpan.FromHours(2)), m.InternalDate));
        MailboxContents kept = await ReadAsync("Kept");
        Assert.Equal(["p1", "p3", "p5"], kept.Subjects);
        Assert.Equal(["while idle"], (await ReadAsync()).Subjects);
    }
}

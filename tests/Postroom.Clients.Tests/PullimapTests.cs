using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>pullimap, interimap's sister: delivers what is new by LMTP, keeps the UID that it came to, and removes what is old.</summary>
public sealed class PullimapTests : ClientTest
{
    [ClientFact]
    public async Task Delivers_each_message_once_removes_the_old_and_idles_for_more()
    {
        await using var sink = new LmtpSink();
        Letter[] letters = [Letter.Plain("one"), Letter.Rich("two"), Letter.Large("three", lines: 2_000), Letter.Plain("old", date: "02-Jan-2024 03:04:05 +0100")];
        await FillAsync("INBOX", letters);
        int port = await PinCertificateAsync();
        Home.Write(".local/share/pullimap/none", "");
        Home.Write(".config/pullimap/config", $"""
            [main]
            type = imaps
            host = localhost
            port = {port}
            SSL_CAfile = {Home.Inside}/server.pem
            username = {User}
            password = {MailServer.Password}
            deliver-method = lmtp:[127.0.0.1]:{sink.Port}
            deliver-rcpt = bob@example.net
            purge-after = 30

            """);

        string wire = await PullAsync();
        foreach (Letter letter in letters)
            Assert.Equal(letter.Octets, await sink.NextAsync());
        Assert.Contains("COMPRESS DEFLATE", wire, StringComparison.Ordinal);
        Assert.Matches("C: [0-9]+ UID SEARCH RETURN \\(COUNT ALL\\) UID 1:4 BEFORE ", wire);
        Assert.Matches("S: \\* ESEARCH \\(TAG \"[0-9]+\"\\) UID COUNT 1 ALL 4", wire);
        Assert.Equal(["one", "two", "three"], (await ReadAsync()).Subjects);
        Assert.All((await ReadAsync()).Messages, m => Assert.Equal("\\seen", m.Flags));

        await FillAsync("INBOX", Letter.Plain("four"));
        await PullAsync();
        Assert.Equal(Letter.Plain("four").Octets, await sink.NextAsync());

        // And now it stays.
        await using (var pullimap = new ServerProcess(DebianRoot.Command(Home.Inside, "pullimap", ["--debug", "--idle", "main"])))
        {
            await pullimap.WaitAsync(() => Task.FromResult(pullimap.Log.Contains("S: + ", StringComparison.Ordinal) ? pullimap : null), TimeSpan.FromSeconds(30));
            await FillAsync("INBOX", Letter.Plain("five"));
            Assert.Equal(Letter.Plain("five").Octets, await sink.NextAsync());
            Assert.Matches("C: [0-9]+ IDLE", pullimap.Log);
        }
        Assert.Equal(0, sink.Waiting);
    }

    private async Task<string> PullAsync() => (await Home.RunAsync("pullimap", "--debug", "main")).MustSucceed().Error;
}

using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>fetchmail: takes new mail out of a mailbox and hands it to a delivery agent.</summary>
public sealed class FetchmailTests : ClientTest
{
    [ClientFact]
    public async Task Fetches_what_is_unseen_once_and_keeps_it()
    {
        await FillAsync("INBOX", Letter.Plain("seen before", flags: "\\Seen"), Letter.Plain("new one"), Letter.Rich("new two"), Letter.Large("new three", 2000));
        Configure("keep");

        (await FetchAsync()).MustSucceed(0);
        Assert.Equal(["new one", "new three", "new two"], Delivered());
        Assert.All((await ReadAsync()).Messages, m => Assert.True(m.Has("\\Seen")));

        (await FetchAsync()).MustSucceed(1); // 1: there was no mail
        Assert.Equal(3, Delivered().Count);
    }

    [ClientFact]
    public async Task Fetches_everything_and_deletes_it()
    {
        await FillAsync("INBOX", Letter.Plain("seen before", flags: "\\Seen"), Letter.Plain("new one"));
        await FillAsync("Other", Letter.Plain("elsewhere"));
        Configure("fetchall nokeep expunge 1 folder INBOX,Other");

        (await FetchAsync()).MustSucceed(0);
        Assert.Equal(["elsewhere", "new one", "seen before"], Delivered());
        Assert.Empty((await ReadAsync()).Messages);
        Assert.Empty((await ReadAsync("Other")).Messages);
    }

    private void Configure(string options)
    {
        Directory.CreateDirectory(Home["in"]);
        Home.Write("fetchmailrc", $"""
            set no bouncemail
            poll 127.0.0.1 protocol imap port {Port} auth password no dns
              user "{User}" password "secret" is root here
              {options}
              no rewrite pass8bits sslproto ""
              mda "/usr/bin/tee {Home.Inside}/in/$$ >/dev/null"

            """);
    }

    private Task<ToolResult> FetchAsync() => Home.RunAsync("fetchmail", "-f", "fetchmailrc", "--nodetach", "--nosyslog", "-v", "-i", "ids", "--pidfile", "pid");

    private List<string> Delivered() =>
    [
        .. Directory.GetFiles(Home["in"])
            .Select(path => StoredMessage.SubjectOf(File.ReadAllBytes(path)))
            .Order(StringComparer.Ordinal),
    ];
}

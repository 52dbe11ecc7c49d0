using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>getmail 6: remembers by UID what it has taken; deletes when told to.</summary>
public sealed class GetmailTests : ClientTest
{
    [ClientFact]
    public async Task Fetches_each_message_once_then_deletes()
    {
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Rich("two"), Letter.Large("three", 2000));
        await FillAsync("Second", Letter.Plain("four"));
        foreach (string folder in new[] { "cur", "new", "tmp" })
            Directory.CreateDirectory(Home[$"in/{folder}"]);
        // It will not deliver as root.
        (await Home.RunAsync("chown", "-R", "vmail:", "in")).MustSucceed();
        (await Home.RunAsync("chmod", "711", ".")).MustSucceed();

        Configure("false");
        await FetchAsync();
        Assert.Equal(["four", "one", "three", "two"], Delivered());
        Assert.Equal(3, (await ReadAsync()).Messages.Count);

        await FetchAsync();
        Assert.Equal(4, Delivered().Count);

        await Eyes.AppendAsync("INBOX", Letter.Plain("five").Octets);
        Configure("true");
        await FetchAsync();
        Assert.Equal(["five", "four", "one", "three", "two"], Delivered());
        Assert.Empty((await ReadAsync()).Messages);
        Assert.Empty((await ReadAsync("Second")).Messages);
    }

    private void Configure(string delete) => Home.Write("state/getmailrc", $"""
        [retriever]
        type = SimpleIMAPRetriever
        server = 127.0.0.1
        port = {Port}
        username = {User}
        password = secret
        mailboxes = ("INBOX", "Second")

        [destination]
        type = Maildir
        path = {Home.Inside}/in/
        user = vmail

        [options]
        read_all = false
        delete = {delete}
        delivered_to = false
        received = false
        verbose = 2

        """);

    private async Task FetchAsync() => (await Home.RunAsync("getmail", $"--getmaildir={Home.Inside}/state", "--rcfile=getmailrc")).MustSucceed();

    private List<string> Delivered() =>
    [
        .. Directory.GetFiles(Home["in/new"])
            .Select(path => StoredMessage.SubjectOf(File.ReadAllBytes(path)))
            .Order(StringComparer.Ordinal),
    ];
}

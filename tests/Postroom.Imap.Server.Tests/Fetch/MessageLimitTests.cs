using System.Globalization;
using System.Text;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>"When the MESSAGELIMIT response code is returned, the server is REQUIRED to process messages from highest to lowest UID" (RFC 9738 §3.1).</summary>
public sealed class MessageLimitTests
{
    private const int Messages = 500;
    private const int Limit = 400; // several batches of rows, however many a batch has

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_highest_come_first_each_with_what_is_its_own(bool onDisk)
    {
        await using BodyServer server = await BodyServer.StartAsync(onDisk, new() { MessageLimit = Limit });
        await server.AddAsync([.. Enumerable.Range(1, Messages).Select(static i => Encoding.ASCII.GetBytes($"Subject: s{i}\r\n\r\nBody {i}.\r\n"))]);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: false);

        (var responses, string answer) = await client.FetchAsync("FETCH 3:* (UID BODY[TEXT] ENVELOPE BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        Assert.StartsWith($"OK [MESSAGELIMIT {Limit} {Messages - Limit + 1}]", answer, StringComparison.Ordinal);
        Assert.Equal(Limit, responses.Count);
        for (int i = 0; i < Limit; i++)
        {
            string number = (Messages - i).ToString(CultureInfo.InvariantCulture);
            Assert.StartsWith($"* {number} FETCH (UID {number} BODY[TEXT] {{", responses[i].Text, StringComparison.Ordinal);
            Assert.Contains($"ENVELOPE (NIL \"s{number}\"", responses[i].Text, StringComparison.Ordinal);
            Assert.Equal($"Body {number}.\r\n", Encoding.ASCII.GetString(responses[i].Literals[0]));
            Assert.Equal($"Subject: s{number}\r\n\r\n", Encoding.ASCII.GetString(responses[i].Literals[1]));
        }

        (responses, answer) = await client.FetchAsync($"FETCH 3:{Limit + 2} UID");
        Assert.StartsWith("OK FETCH", answer, StringComparison.Ordinal);
        Assert.StartsWith("* 3 FETCH", responses[0].Text, StringComparison.Ordinal);
    }

    /// <summary>RFC 9738 §3.1 limits commands. What NOTIFY tells of (RFC 5465 §5.2) no command asked for: there is nothing to cut short, and all of it comes.</summary>
    [Fact]
    public async Task Notify_tells_of_more_than_a_command_may_ask_for()
    {
        await using BodyServer server = await BodyServer.StartAsync(onDisk: false, new() { MessageLimit = 3 });
        await using TestClient client = await TestClient.LogInAsync(server.Server);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("NOTIFY SET (selected (MessageNew (UID BODY.PEEK[TEXT]) MessageExpunge))"), StringComparison.Ordinal);
        await server.AddAsync([.. Enumerable.Range(1, 10).Select(static i => Encoding.ASCII.GetBytes($"Subject: s{i}\r\n\r\n{i}"))]);
        Assert.Equal("* 10 EXISTS", await client.ReadLineAsync());
        Assert.Equal("* 10 RECENT", await client.ReadLineAsync());
        for (int i = 1; i <= 10; i++)
        {
            string digits = i.ToString(CultureInfo.InvariantCulture);
            Assert.Equal($"* {i} FETCH (UID {i} BODY[TEXT] {{{digits.Length}}}", await client.ReadLineAsync());
            Assert.Equal($"{digits})", await client.ReadLineAsync());
        }

        Assert.StartsWith("OK [MESSAGELIMIT 3 8]", await client.DoAsync("FETCH 1:10 FLAGS"), StringComparison.Ordinal);
    }

    [Fact]
    public Task The_two_limits_exclude_each_other() =>
        Assert.ThrowsAsync<ImapExtensionException>(static async () => await ImapServerFixture.StartInMemoryAsync(new() { MessageLimit = 1000, SaveLimit = 1000 }));
}

using System.Globalization;
using System.Text;
using Postroom.Imap.Server.Tests.Fetch;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>UIDBATCHES of mailboxes that have more than one (RFC 10022 §3.1), octet for octet: batches go from the highest UID down.</summary>
public sealed class UidBatchesTests
{
    [Fact]
    public async Task Batches_adjoin_and_end_with_uid_1()
    {
        await using BodyServer server = await ServerWithAsync(1300);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: false);
        Assert.Equal(" 1300:801,800:301,300:1", await BatchesAsync(client, "500"));
        Assert.Equal(" 800:301", await BatchesAsync(client, "500 2:2"));
        Assert.Equal(" 300:1", await BatchesAsync(client, "500 3:9")); // those that exist
        Assert.Equal("", await BatchesAsync(client, "500 4:8")); // none of them does
        Assert.Equal(" 1300:2,1:1", await BatchesAsync(client, "1299"));
        Assert.Equal(" 1300:1", await BatchesAsync(client, "1300"));
        Assert.Equal(" 1300:1", await BatchesAsync(client, "4294967295"));
        Assert.Equal(" 1300:801,800:301,300:1", await BatchesAsync(client, "500 1:200")); // 100,000 messages
        Assert.StartsWith("NO [TOOMANY]", await RefusalAsync(client, "500 1:201"), StringComparison.Ordinal);
        Assert.StartsWith("NO [TOOMANY]", await RefusalAsync(client, "4294967295 1:4294967295"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_expunged_does_not_count()
    {
        await using BodyServer server = await ServerWithAsync(1300);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: false);
        await ExpungeAsync(client, "5:100,1300");
        Assert.Equal(" 1299:800,799:300,299:1", await BatchesAsync(client, "500")); // 203 are left for the last
    }

    [Fact]
    public async Task The_same_is_told_again_once_half_a_batch_is_new_or_gone()
    {
        await using BodyServer server = await ServerWithAsync(1000);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: false);
        Assert.Equal(" 1000:501,500:1", await BatchesAsync(client, "500"));
        Assert.StartsWith("NO [LIMIT]", await RefusalAsync(client, "500"), StringComparison.Ordinal);
        await ExpungeAsync(client, "1:249");
        Assert.StartsWith("NO [LIMIT]", await RefusalAsync(client, "500"), StringComparison.Ordinal);
        await ExpungeAsync(client, "250");
        Assert.Equal(" 1000:501,500:1", await BatchesAsync(client, "500"));
        Assert.StartsWith("NO [LIMIT]", await RefusalAsync(client, "500"), StringComparison.Ordinal);

        await server.AddAsync([.. Enumerable.Range(0, 250).Select(Message)]);
        await client.FetchAsync("NOOP"); // what the client does not know is in no batch
        Assert.Equal(" 1250:751,750:1", await BatchesAsync(client, "500"));
        await client.FetchAsync("SELECT INBOX");
        Assert.Equal(" 1250:751,750:1", await BatchesAsync(client, "500"));
    }

    private static async Task<BodyServer> ServerWithAsync(int messages)
    {
        BodyServer server = await BodyServer.StartAsync(onDisk: false);
        await server.AddAsync([.. Enumerable.Range(0, messages).Select(Message)]);
        return server;
    }

    private static byte[] Message(int i) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Subject: {i}\r\n\r\n"));

    private static async Task<string> BatchesAsync(OctetClient client, string arguments)
    {
        (var responses, string answer) = await client.FetchAsync("UIDBATCHES " + arguments);
        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        string response = Assert.Single(responses).Text;
        Assert.StartsWith("* UIDBATCHES (TAG \"f\")", response, StringComparison.Ordinal);
        return response["* UIDBATCHES (TAG \"f\")".Length..];
    }

    private static async Task<string> RefusalAsync(OctetClient client, string arguments)
    {
        (var responses, string answer) = await client.FetchAsync("UIDBATCHES " + arguments);
        Assert.Empty(responses);
        return answer;
    }

    private static async Task ExpungeAsync(OctetClient client, string uids)
    {
        await client.FetchAsync($"UID STORE {uids} +FLAGS.SILENT (\\Deleted)");
        (_, string answer) = await client.FetchAsync("EXPUNGE");
        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
    }
}

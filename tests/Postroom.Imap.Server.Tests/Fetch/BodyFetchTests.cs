using System.Globalization;
using System.Text;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>Bodies of every size, however they go out: read ahead, from the file, or piece by piece.</summary>
public sealed class BodyFetchTests
{
    [Theory]
    [InlineData(false, false, 48 << 20)]
    [InlineData(true, false, 48 << 20)]
    [InlineData(true, true, 48 << 20)]
    [InlineData(false, true, 0)] // memory is scarce: nothing but the smallest is read ahead
    [InlineData(true, true, 0)]
    public async Task Every_body_and_every_part_of_it_comes_in_its_place(bool onDisk, bool overTcp, long readAhead)
    {
        var random = new Random(7);
        byte[][] messages = [.. Enumerable.Range(0, 150).Select(i => Message(random, i % 10 == 9 ? random.Next(100_000, 500_000) : random.Next(100, 9_000), withNul: i % 4 == 1))];
        await using BodyServer server = await BodyServer.StartAsync(onDisk, new() { MaxReadAheadOctets = readAhead });
        await server.AddAsync(messages);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp);
        (var responses, string answer) = await client.FetchAsync(
            "FETCH 1:* (UID BODY.PEEK[] BODY.PEEK[TEXT]<1000.140000> RFC822.SIZE BODY.PEEK[1]<90000.200000> BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        Assert.Equal(messages.Length, responses.Count);
        for (int i = 0; i < messages.Length; i++)
        {
            (string text, List<byte[]> literals) = responses[i];
            byte[] shown = [.. messages[i].Select(static octet => octet == 0 ? (byte)0x80 : octet)];
            byte[] body = shown[(shown.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"* {i + 1} FETCH (UID {i + 1} BODY[] {{{shown.Length}}}"), text, StringComparison.Ordinal);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" RFC822.SIZE {shown.Length} BODY[1]<90000> {{"), text, StringComparison.Ordinal);
            Assert.Equal(4, literals.Count);
            Assert.True(shown.AsSpan().SequenceEqual(literals[0]), $"BODY[] of message {i + 1}");
            Assert.True(body.Skip(1000).Take(140_000).SequenceEqual(literals[1]), $"BODY[TEXT]<1000.140000> of message {i + 1}");
            Assert.True(body.Skip(90_000).Take(200_000).SequenceEqual(literals[2]), $"BODY[1]<90000.200000> of message {i + 1}");
            Assert.Equal("Subject: of many\r\n\r\n", Encoding.Latin1.GetString(literals[3]));
        }
    }

    [Fact]
    public async Task A_damaged_message_is_left_out_and_the_others_are_served()
    {
        var random = new Random(8);
        byte[][] messages = [.. Enumerable.Range(0, 9).Select(i => Message(random, i is 2 or 6 ? 400_000 : 4_000, withNul: i == 6))];
        foreach (int damaged in (int[])[2, 4])
        {
            Encoding.ASCII.GetBytes($"marker{damaged}").CopyTo(messages[damaged].AsSpan(messages[damaged].Length - 100));
        }

        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        await server.AddAsync(messages);
        server.Damage("marker2"u8);
        server.Damage("marker4"u8);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        (var responses, string answer) = await client.FetchAsync("FETCH 1:* BODY.PEEK[]");
        Assert.StartsWith("NO [SERVERBUG]", answer, StringComparison.Ordinal);
        Assert.Equal(2, server.Server.TakeFailures());
        Assert.Equal([1, 2, 4, 6, 7, 8, 9], responses.Select(static response => int.Parse(response.Text.Split(' ')[1], CultureInfo.InvariantCulture)));

        // What is sound of a large one can be had: its checksums are by block.
        (responses, answer) = await client.FetchAsync("FETCH 3 BODY.PEEK[]<0.200000>");
        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        Assert.True(messages[2].AsSpan(0, 200_000).SequenceEqual(Assert.Single(Assert.Single(responses).Literals)));
    }

    [Fact]
    public async Task What_was_expunged_elsewhere_is_still_sent_from_its_file()
    {
        byte[] message = Message(new Random(9), 600_000, withNul: false);
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        await server.AddAsync(message, message);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        await using OctetClient other = await OctetClient.SelectAsync(server.Server, overTcp: true);
        Assert.StartsWith("OK", (await other.FetchAsync("STORE 1 +FLAGS.SILENT (\\Deleted)")).Answer, StringComparison.Ordinal);
        Assert.StartsWith("OK", (await other.FetchAsync("EXPUNGE")).Answer, StringComparison.Ordinal);
        (var responses, string answer) = await client.FetchAsync("FETCH 1:2 BODY.PEEK[]");
        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        Assert.Equal(2, responses.Count(response => response.Literals is [var literal] && message.AsSpan().SequenceEqual(literal)));
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_leaves_nothing_open()
    {
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        await server.AddAsync(Message(new Random(10), 20_000_000, withNul: false));
        OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        await client.SendAsync("f FETCH 1 BODY.PEEK[]\r\n");
        Assert.Equal(20_000_000, OctetClient.LiteralOctets(await client.ReadLineAsync()));
        await client.ReadAsync(new byte[100_000]);
        await client.DisposeAsync();

        // Closing the server waits for everyone who still has the account's files.
    }

    internal static byte[] Message(Random random, int octets, bool withNul)
    {
        byte[] message = new byte[octets];
        byte[] header = Encoding.ASCII.GetBytes("From: a@example.org\r\nSubject: of many\r\n\r\n");
        for (int i = 0; i < octets; i++)
        {
            message[i] = i % 72 == 70 ? (byte)'\r' : i % 72 == 71 ? (byte)'\n' : (byte)random.Next('a', 'z' + 1);
        }

        header.CopyTo(message, 0);
        if (withNul)
        {
            message[octets - 20] = 0;
        }

        return message;
    }
}

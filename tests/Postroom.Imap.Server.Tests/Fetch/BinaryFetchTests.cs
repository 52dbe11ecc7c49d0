using System.Globalization;
using System.Text;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>BINARY of parts of every size, however they are read: decoded, and in the form that says whether they hold NUL (RFC 3516 §4.3).</summary>
public sealed class BinaryFetchTests
{
    [Theory]
    [InlineData("base64", false, 48 << 20)]
    [InlineData("base64", true, 48 << 20)]
    [InlineData("base64", true, 0)] // memory is scarce: nothing but the smallest is read ahead
    [InlineData("quoted-printable", false, 48 << 20)]
    [InlineData("quoted-printable", true, 0)]
    [InlineData("binary", true, 48 << 20)]
    [InlineData("binary", true, 0)]
    public async Task Whatever_its_size_a_part_comes_decoded(string encoding, bool onDisk, long readAhead)
    {
        var random = new Random(3516);
        byte[][] contents = [.. from octets in (int[])[0, 1, 1000, 60_000, 200_000, 700_000] from kind in Enumerable.Range(0, 3) select Content(random, octets, kind)];
        await using BodyServer server = await BodyServer.StartAsync(onDisk, new() { MaxReadAheadOctets = readAhead });
        await server.AddAsync([.. contents.Select(content => Message(encoding, content))]);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: onDisk);
        for (int i = 0; i < contents.Length; i++)
        {
            byte[] content = contents[i];
            int offset = content.Length / 3;
            byte[] some = [.. content.Skip(offset).Take((content.Length / 2) + 1)];
            (var responses, string answer) = await client.FetchAsync(string.Create(
                CultureInfo.InvariantCulture, $"FETCH {i + 1} (BINARY.SIZE[1] BINARY.PEEK[1] BINARY.PEEK[1]<{offset}.{(content.Length / 2) + 1}> UID)"));
            Assert.StartsWith("OK", answer, StringComparison.Ordinal);
            (string text, List<byte[]> literals) = Assert.Single(responses);
            Assert.Equal(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"* {i + 1} FETCH (BINARY.SIZE[1] {content.Length} BINARY[1] {Announced(content)} BINARY[1]<{offset}> {Announced(some)} UID {i + 1})"),
                text);
            Assert.True(content.AsSpan().SequenceEqual(literals[0]), $"{content.Length} octets");
            Assert.True(some.AsSpan().SequenceEqual(literals[1]), $"a half of {content.Length} octets");
        }
    }

    [Fact]
    public async Task A_damaged_part_is_left_out()
    {
        byte[] message = Message("base64", Content(new Random(1), 300_000, kind: 0)); // no NUL: all of it is looked at before anything goes out
        "marker"u8.CopyTo(message.AsSpan(message.Length - 1000));
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        await server.AddAsync(message, Message("base64", [1, 2, 3]));
        server.Damage("marker"u8);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        (var responses, string answer) = await client.FetchAsync("FETCH 1:2 BINARY.PEEK[1]");
        Assert.StartsWith("NO [SERVERBUG]", answer, StringComparison.Ordinal);
        Assert.Equal(1, server.Server.TakeFailures());
        Assert.StartsWith("* 2 FETCH", Assert.Single(responses).Text, StringComparison.Ordinal);
    }

    internal static byte[] Message(string encoding, byte[] content)
    {
        byte[] header = Encoding.ASCII.GetBytes($"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n");
        byte[] body = encoding switch
        {
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)),
            "quoted-printable" => Encoding.ASCII.GetBytes(string.Concat(content.Select(static (octet, i) => (i % 24 == 23 ? "=\r\n" : "") + $"={octet:X2}"))),
            _ => content,
        };
        return [.. header, .. body];
    }

    /// <summary>Kind 0 has no NUL, 1 has some all over, 2 one at its end.</summary>
    private static byte[] Content(Random random, int octets, int kind)
    {
        byte[] content = new byte[octets];
        random.NextBytes(content);
        if (kind != 1)
        {
            content.AsSpan().Replace((byte)0, (byte)1);
        }

        if (kind == 2 && octets > 0)
        {
            content[^1] = 0;
        }

        return content;
    }

    private static string Announced(byte[] octets) => string.Create(CultureInfo.InvariantCulture, $"{(octets.Contains((byte)0) ? "~" : "")}{{{octets.Length}}}");
}

/// <summary>What decoding costs a large attachment in memory.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class BinaryMemoryTests
{
    [Fact]
    public async Task An_attachment_of_30_MB_makes_no_memory_grow()
    {
        const int Octets = 30_000_000;
        byte[] content = new byte[Octets];
        new Random(2).NextBytes(content);
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        await server.AddAsync(BinaryFetchTests.Message("base64", content));
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        byte[] piece = new byte[1 << 20];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await client.SendAsync("f FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])\r\n");
        Assert.Equal(Octets, OctetClient.LiteralOctets(await client.ReadLineAsync()));
        for (int at = 0; at < Octets; at += piece.Length)
        {
            Memory<byte> next = piece.AsMemory(0, Math.Min(piece.Length, Octets - at));
            await client.ReadAsync(next);
            Assert.True(content.AsSpan(at, next.Length).SequenceEqual(next.Span));
        }

        Assert.Equal(")", await client.ReadLineAsync());
        Assert.StartsWith("f OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < Octets / 4, $"{allocated:N0} octets were allocated to send {Octets:N0}");
    }
}

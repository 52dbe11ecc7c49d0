using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Numerics;
using System.Text;

namespace Postroom.Net.Tests;

/// <summary>The PROXY protocol: who a proxy's client is (HAProxy's specification, versions 1 and 2).</summary>
public sealed class ProxyTests
{
    private static readonly TcpListenerOptions Behind = new() { Proxies = [IPNetwork.Parse("127.0.0.0/8")] };

    /// <summary>Headers, and the two addresses that they give; null: those of the connection itself.</summary>
    public static TheoryData<byte[], string?, string?> Headers => new()
    {
        { "PROXY TCP4 192.0.2.1 198.51.100.2 40000 143\r\n"u8.ToArray(), "192.0.2.1:40000", "198.51.100.2:143" },
        { "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"u8.ToArray(), "255.255.255.255:65535", "255.255.255.255:65535" },
        { "PROXY TCP6 2001:db8::1 2001:db8::2 0 993\r\n"u8.ToArray(), "[2001:db8::1]:0", "[2001:db8::2]:993" },
        { "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2\r\n"u8.ToArray(), "192.0.2.1:1", "192.0.2.2:2" },
        { "PROXY UNKNOWN\r\n"u8.ToArray(), null, null },
        { "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"u8.ToArray(), null, null }, // the longest
        { V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0x9c, 0x40, 0, 143]), "192.0.2.1:40000", "198.51.100.2:143" },
        { V2(0x21, 0x21, [.. IPAddress.Parse("2001:db8::1").GetAddressBytes(), .. IPAddress.Parse("2001:db8::2").GetAddressBytes(), 0, 1, 3, 225]), "[2001:db8::1]:1", "[2001:db8::2]:993" },
        { V2(0x20, 0x00, []), null, null }, // LOCAL: a health check
        { V2(0x20, 0x11, [1, 2, 3]), null, null }, // of LOCAL nothing else counts
        { V2(0x21, 0x00, [9, 9, 9]), null, null }, // UNSPEC
        { V2(0x21, 0x12, new byte[12]), null, null }, // datagrams
        { V2(0x21, 0x31, new byte[216]), null, null }, // a Unix socket
        { V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0x9c, 0x40, 0, 143, 0x02, 0, 4, .. "host"u8, 0x04, 0, 0]), "192.0.2.1:40000", "198.51.100.2:143" }, // TLVs
        { V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0x9c, 0x40, 0, 143, 0x04, 0, 200, .. new byte[200], 0x03, 0, 4, 0, 0, 0, 0], withChecksum: true), "192.0.2.1:40000", "198.51.100.2:143" },
        { V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0x9c, 0x40, 0, 143, 0x04, 0x0f, 225, .. new byte[4065]]), "192.0.2.1:40000", "198.51.100.2:143" }, // 4,096 octets
    };

    public static TheoryData<byte[], string> Wrong => new()
    {
        { "a LOGIN joe password\r\n"u8.ToArray(), "does not begin as one" },
        { [0x16, 0x03, 0x01], "does not begin as one" },
        { "PROXYTCP4"u8.ToArray(), "does not begin as one" },
        { "proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n"u8.ToArray(), "does not begin as one" },
        { "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\na NOOP"u8.ToArray(), "does not end with CRLF" },
        { "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\ra NOOP"u8.ToArray(), "does not end with CRLF" },
        { Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 200)), "does not end" },
        { "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"u8.ToArray(), "two addresses and two ports" },
        { "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n"u8.ToArray(), "two addresses and two ports" },
        { "PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n"u8.ToArray(), "two addresses and two ports" },
        { "PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n"u8.ToArray(), "an address in it" },
        { "PROXY TCP4 127.1 192.0.2.2 1 2\r\n"u8.ToArray(), "an address in it" },
        { "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n"u8.ToArray(), "an address in it" },
        { "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n"u8.ToArray(), "an address in it" },
        { "PROXY TCP6 [::1] [::1] 1 2\r\n"u8.ToArray(), "an address in it" },
        { "PROXY TCP6 fe80::1%1 fe80::2 1 2\r\n"u8.ToArray(), "an address in it" },
        { "PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n"u8.ToArray(), "a port in it" },
        { "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n"u8.ToArray(), "a port in it" },
        { "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n"u8.ToArray(), "a port in it" },
        { "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n"u8.ToArray(), "a protocol that there is not" },
        { V2(0x11, 0x11, new byte[12]), "a version or a kind" },
        { V2(0x2f, 0x11, new byte[12]), "a version or a kind" },
        { V2(0x21, 0x11, new byte[11]), "of a family that there is not, or cut off" },
        { V2(0x21, 0x21, new byte[35]), "of a family that there is not, or cut off" },
        { V2(0x21, 0x41, new byte[100]), "of a family that there is not, or cut off" },
        { V2(0x21, 0x11, [.. new byte[12], 0x04, 0, 1]), "behind the addresses is cut off" },
        { V2(0x21, 0x11, [.. new byte[12], 0x04, 0]), "behind the addresses is cut off" },
        { V2(0x21, 0x11, [.. new byte[12], 0x03, 0, 4, 1, 2, 3, 4]), "its checksum" },
        { V2(0x21, 0x11, [.. new byte[12], 0x03, 0, 3, 1, 2, 3]), "its checksum" },
        { V2(0x21, 0x11, new byte[65_535]), "too long" },
    };

    [Theory, MemberData(nameof(Headers))]
    public void A_header_is_read_to_its_last_octet_and_no_further(byte[] header, string? source, string? destination)
    {
        // Reading as much as is certain must come out at the end exactly, wherever the octets are cut.
        for (int most = 1; most <= header.Length; most = most < 20 ? most + 1 : most * 2)
        {
            int count = 0;
            while (ProxyHeader.Missing(header.AsSpan(0, count)) is > 0 and var missing)
            {
                Assert.InRange(count + missing, 1, header.Length);
                count += Math.Min(missing, most);
            }

            Assert.Equal(header.Length, count);
        }

        ProxyHeader said = ProxyHeader.Parse(header);
        Assert.Equal((source is null, destination is null), (said.Source is null, said.Destination is null));
    }

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_no_header_is_said(byte[] sent, string why)
    {
        byte[] octets = [.. sent, .. new byte[20]]; // so much is read at first
        var wrong = Assert.Throws<InvalidDataException>(() =>
        {
            int count = 0;
            while (ProxyHeader.Missing(octets.AsSpan(0, count)) is > 0 and var missing)
                count += missing;
            ProxyHeader.Parse(octets.AsSpan(0, count));
        });
        Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever comes, it ends: an answer or a sentence.</summary>
    [Fact]
    public void Garbage_behind_either_beginning_is_no_fault()
    {
        var random = new Random(20_261_122);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] octets = new byte[ProxyHeader.MaxOctets + 2];
            random.NextBytes(octets);
            bool isText = round % 2 == 0;
            if (isText)
            {
                for (int i = 0; i < octets.Length; i++)
                    octets[i] = "PROXY TCP46UNKNOWN0123456789.:abcdef \r\n"u8[octets[i] % 39];
            }

            byte[] header = (byte[])[.. isText ? ProxyHeaderV1.Prefix : ProxyHeaderV2.Signature, .. octets];
            if (!isText && round % 3 > 0)
                (header[12], header[13], header[14]) = (0x21, round % 3 == 1 ? (byte)0x11 : (byte)0x21, 0);
            try
            {
                int count = 0;
                while (ProxyHeader.Missing(header.AsSpan(0, count)) is > 0 and var missing)
                    count += missing;
                ProxyHeader.Parse(header.AsSpan(0, count));
            }
            catch (InvalidDataException)
            {
                // A sentence.
            }
        }
    }

    [Theory, MemberData(nameof(Headers))]
    public async Task The_connection_has_the_clients_address_and_loses_no_octet(byte[] header, string? source, string? destination)
    {
        await using var door = new Door(static (connection, stopping) => TellAsync(connection), Behind);
        using Socket client = await door.ConnectAsync();
        await client.SendAsync((byte[])[.. header, .. "hello\r\n"u8]);
        source ??= client.LocalEndPoint!.ToString();
        destination ??= client.RemoteEndPoint!.ToString();
        Assert.Equal($"hello {source} {destination} {client.LocalEndPoint} {source!.StartsWith("127.", StringComparison.Ordinal)}\r\n", await Door.ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_header_in_single_octets_before_tls()
    {
        await using var door = new Door(static (connection, stopping) => TellAsync(connection), Behind with { Tls = static _ => TestCertificate.ServerOptions });
        Socket client = await door.ConnectAsync();
        foreach (byte octet in "PROXY TCP4 192.0.2.1 198.51.100.2 40000 993\r\n"u8.ToArray())
            await client.SendAsync(new[] { octet });
        await using SslStream tls = await Door.StartTlsAsync(client);
        await tls.WriteAsync("hello\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        Assert.StartsWith("hello 192.0.2.1:40000 198.51.100.2:993 ", await reader.ReadToEndAsync().WaitAsync(Door.Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_comes_itself_ends_with_the_reason()
    {
        await using var door = new Door(Door.EchoLinesAsync, Behind);
        using Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, "a NOOP with more\r\n");
        Connection ended = await door.Ended;
        Assert.Equal((ConnectionEndReason.ProxyFailed, "it does not begin as one"), (ended.EndReason, ended.EndDetail));
    }

    [Fact]
    public async Task Whoever_is_no_trusted_proxy_is_turned_away_without_a_word()
    {
        await using var door = new Door(Door.EchoLinesAsync, new TcpListenerOptions { Proxies = [IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("::1/128")] });
        using Socket client = await door.ConnectAsync();
        Assert.Equal("", await Door.ReadToEndAsync(client));
        Assert.Equal([ConnectionRefusal.NoTrustedProxy], door.Refusals);
    }

    [Fact]
    public async Task A_header_that_does_not_come_ends_after_its_time()
    {
        var time = new ManualTime();
        using var sweeper = new Sweeper(time);
        await using var door = new Door(Door.EchoLinesAsync, Behind with { Connection = new() { Time = time, Sweeper = sweeper } });
        using Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, "PROXY TCP4 192");
        Connection connection = await door.Accepted;
        while (!connection.IsDue(time.GetTimestamp() + (10 * time.TimestampFrequency)))
            await Task.Yield(); // until the wait for it has begun
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(ConnectionEndReason.None, connection.EndReason);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectionEndReason.ProxyFailed, (await door.Ended).EndReason);
    }

    /// <summary>One client behind a proxy does not use up the others' places, and the proxy itself has none.</summary>
    [Fact]
    public async Task Strangers_are_counted_by_the_clients_address()
    {
        var limiter = new ConnectionLimiter(10, 1);
        await using var door = new Door(Door.EchoLinesAsync, Behind with { Limiter = limiter });
        using Socket first = await ComeAsync("192.0.2.1");
        await Door.SendAsync(first, "x\r\n");
        Assert.Equal("x\r\n", await Door.ReadAsync(first, 3));
        using Socket second = await ComeAsync("192.0.2.2");
        await Door.SendAsync(second, "y\r\n");
        Assert.Equal("y\r\n", await Door.ReadAsync(second, 3));
        using Socket third = await ComeAsync("192.0.2.1");
        Assert.Equal("* BYE TooManyFromAddress\r\n", await Door.ReadToEndAsync(third));
        Assert.Equal([ConnectionRefusal.TooManyFromAddress], door.Refusals);

        await door.DisposeAsync();
        Assert.Equal(0, limiter.Count);
        Assert.True(limiter.TryEnterStrangers(IPAddress.Parse("192.0.2.1")));

        async Task<Socket> ComeAsync(string address)
        {
            Socket socket = await door.ConnectAsync();
            await Door.SendAsync(socket, $"PROXY TCP4 {address} 198.51.100.2 40000 143\r\n");
            return socket;
        }
    }

    private static byte[] V2(byte command, byte family, byte[] rest, bool withChecksum = false)
    {
        byte[] header = [.. "\r\n\r\n\0\r\nQUIT\n"u8, command, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];
        if (withChecksum)
        {
            uint crc = header.Aggregate(uint.MaxValue, static (crc, octet) => BitOperations.Crc32C(crc, octet));
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(header.Length - 4), ~crc);
        }

        return header;
    }

    // What the connection knows, behind the first line that its client says.
    private static async Task TellAsync(Connection connection)
    {
        var reader = new FrameReader(connection, new());
        using CommandFrame frame = (await reader.ReadLineAsync(CancellationToken.None)).Frame!;
        connection.Output.Write(frame.Octets.Span);
        connection.Output.Write(Encoding.ASCII.GetBytes(
            $" {connection.RemoteEndPoint} {connection.LocalEndPoint} {connection.PeerEndPoint} {connection.IsLocal}\r\n"));
        await connection.Output.FlushAsync();
    }
}

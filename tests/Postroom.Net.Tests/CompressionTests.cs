using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Net.Tests;

/// <summary>Compression that ends again (RFC 8437 §4.1), and what an inflater holds back.</summary>
public sealed class CompressionTests
{
    private static readonly byte[] FlushEnd = [0, 0, 0xFF, 0xFF];

    [Fact]
    public async Task What_came_plain_behind_the_flush_is_the_next_command()
    {
        await using var door = new Door(static (connection, stopping) => EchoOneCompressedAsync(connection, null, stopping));
        using Socket client = await door.ConnectAsync();
        await Door.ReadAsync(client, 2);
        await client.SendAsync((byte[])[.. Deflated("a UNAUTHENTICATE\r\n"), .. "b NOOP\r\nc NOOP\r\n"u8]);
        Assert.Equal("a UNAUTHENTICATE\r\nb NOOP\r\nc NOOP\r\n", await ReadAnswersAsync(client, "c NOOP\r\n"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_end_of_the_flush_may_come_later(int octets)
    {
        var wasRead = new TaskCompletionSource();
        await using var door = new Door((connection, stopping) => EchoOneCompressedAsync(connection, wasRead, stopping));
        using Socket client = await door.ConnectAsync();
        await Door.ReadAsync(client, 2);
        byte[] command = Deflated("a UNAUTHENTICATE\r\n");
        await client.SendAsync(command.AsMemory(..^octets));
        await wasRead.Task.WaitAsync(Door.Patience);
        await client.SendAsync((byte[])[.. command[^octets..], .. "b NOOP\r\n"u8]);
        Assert.Equal("a UNAUTHENTICATE\r\nb NOOP\r\n", await ReadAnswersAsync(client, "b NOOP\r\n"));
    }

    [Fact]
    public async Task A_client_may_end_its_stream_instead()
    {
        var wasRead = new TaskCompletionSource();
        await using var door = new Door((connection, stopping) => EchoOneCompressedAsync(connection, wasRead, stopping));
        using Socket client = await door.ConnectAsync();
        await Door.ReadAsync(client, 2);
        await client.SendAsync(Deflated("a UNAUTHENTICATE\r\n", ends: true));
        await wasRead.Task.WaitAsync(Door.Patience); // who does not flush has to wait for the answer
        await Door.SendAsync(client, "b X\r\n"); // shorter than what may be missing of a flush
        Assert.Equal("a UNAUTHENTICATE\r\nb X\r\n", await ReadAnswersAsync(client, "b X\r\n"));
    }

    [Fact]
    public async Task The_end_of_a_command_may_be_in_the_inflater_and_nothing_more_come()
    {
        for (int length = 4080; length < 4110; length++)
        {
            await using var door = new Door(static async (connection, stopping) =>
            {
                connection.Output.Write("go"u8);
                await connection.CompressAsync(stopping);
                await Door.EchoLinesAsync(connection, stopping);
            });
            using Socket client = await door.ConnectAsync();
            await Door.ReadAsync(client, 2);
            string lines = new string('x', length) + "\r\n" + new string('x', length / 8) + "\r\ny\r\n";
            await client.SendAsync(Deflated(lines));
            await using var network = new NetworkStream(client);
            await using var inflate = new DeflateStream(network, CompressionMode.Decompress, leaveOpen: true);
            Assert.Equal(lines, await Door.ReadAsync(inflate, lines.Length));
        }
    }

    [Fact]
    public async Task What_came_before_it_began_is_read_as_compressed()
    {
        await using var door = new Door(static async (connection, stopping) =>
        {
            var reader = new FrameReader(connection, new FrameLimits());
            (await reader.ReadLineAsync(stopping)).Frame!.Dispose();
            connection.Output.Write("go"u8);
            await connection.CompressAsync(stopping);
            await Door.EchoLinesAsync(connection, stopping);
        });
        using Socket client = await door.ConnectAsync();
        byte[] packet = [.. "a COMPRESS DEFLATE\r\n"u8, .. Deflated("b X\r\nc Y\r\n")];
        await client.SendAsync(packet);
        Assert.Equal("go", await Door.ReadAsync(client, 2));
        await using var network = new NetworkStream(client);
        await using var inflate = new DeflateStream(network, CompressionMode.Decompress, leaveOpen: true);
        Assert.Equal("b X\r\nc Y\r\n", await Door.ReadAsync(inflate, 10));
    }

    [Fact]
    public async Task Only_what_is_compressed_can_end_to_be()
    {
        await using Connection connection = Connection.OverStreams(new MemoryStream(), new MemoryStream());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.EndCompressionAsync());
    }

    private static async Task EchoOneCompressedAsync(Connection connection, TaskCompletionSource? wasRead, CancellationToken stopping)
    {
        connection.Output.Write("go"u8);
        await connection.CompressAsync(stopping);
        var reader = new FrameReader(connection, new FrameLimits());
        using (CommandFrame line = (await reader.ReadLineAsync(stopping)).Frame!)
        {
            connection.Output.Write(line.Octets.Span);
            connection.Output.Write("\r\n"u8);
        }

        wasRead?.SetResult();
        await connection.EndCompressionAsync(stopping);
        Assert.False(connection.IsCompressed);
        await Door.EchoLinesAsync(connection, stopping);
    }

    private static byte[] Deflated(string text, bool ends = false)
    {
        var octets = new MemoryStream();
        var deflate = new DeflateStream(octets, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(Encoding.ASCII.GetBytes(text));
        if (ends)
            deflate.Dispose();
        else
            deflate.Flush();
        return octets.ToArray();
    }

    // One line compressed, up to our flush, then plain ones.
    private static async Task<string> ReadAnswersAsync(Socket client, string last)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (!all.ToArray().AsSpan().EndsWith(Encoding.ASCII.GetBytes(last)))
        {
            int count = await client.ReceiveAsync(buffer).WaitAsync(Door.Patience);
            Assert.True(count > 0, "The door has closed.");
            all.Write(buffer, 0, count);
        }

        byte[] octets = all.ToArray();
        int end = octets.AsSpan().IndexOf(FlushEnd) + FlushEnd.Length;
        using var inflate = new DeflateStream(new MemoryStream(octets, 0, end), CompressionMode.Decompress);
        var line = new MemoryStream();
        await inflate.CopyToAsync(line);
        return Encoding.ASCII.GetString(line.ToArray()) + Encoding.ASCII.GetString(octets[end..]);
    }
}

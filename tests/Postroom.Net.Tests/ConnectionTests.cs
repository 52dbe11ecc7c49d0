using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Net.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public async Task A_command_in_single_octets_is_a_command()
    {
        await using var door = new Door(Door.EchoLinesAsync);
        using Socket client = await door.ConnectAsync();
        foreach (char octet in "a NOOP\r\nb NOOP\r\n")
            await Door.SendAsync(client, octet.ToString());
        Assert.Equal("a NOOP\r\nb NOOP\r\n", await Door.ReadAsync(client, 16));
    }

    [Fact]
    public async Task A_client_that_half_closes_still_gets_its_answers()
    {
        await using var door = new Door(Door.EchoLinesAsync);
        using Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, "a NOOP\r\nb LOGOUT\r\n");
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("a NOOP\r\nb LOGOUT\r\n", await Door.ReadToEndAsync(client));
        Assert.Equal(ConnectionEndReason.Completed, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task A_client_that_resets_ends_its_connection_and_the_work_for_it()
    {
        var cancelled = new TaskCompletionSource();
        await using var door = new Door(async (connection, stopping) =>
        {
            using CancellationTokenRegistration registration = connection.Ended.Register(() => cancelled.TrySetResult());
            await connection.ReadAsync(stopping);
        });
        using (Socket client = await door.ConnectAsync())
        {
            await door.Accepted;
            client.Close(0); // RST
        }

        Assert.Equal(ConnectionEndReason.PeerGone, (await door.Ended).EndReason);
        await cancelled.Task.WaitAsync(Door.Patience);
    }

    [Fact]
    public async Task Our_last_words_arrive_though_the_client_is_still_sending()
    {
        await using var door = new Door(static async (connection, stopping) =>
        {
            await connection.ReadAsync(stopping);
            connection.Output.Write("* BYE line too long\r\n"u8);
        });
        using Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, new string('x', 300_000)); // far more than the door reads
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("* BYE line too long\r\n", await Door.ReadToEndAsync(client));
    }

    [Fact]
    public async Task The_deadline_ends_an_idle_connection()
    {
        var time = new ManualTime();
        using var sweeper = new Sweeper(time);
        await using var door = new Door(
            static async (connection, stopping) =>
            {
                connection.SetDeadline(TimeSpan.FromMinutes(31));
                connection.Output.Write("hello\r\n"u8);
                await connection.Output.FlushAsync(stopping);
                await connection.ReadAsync(stopping);
            },
            // The client may have the greeting before our sender was told that it is gone: half an hour later that is no slow reader.
            new() { Connection = new() { Time = time, Sweeper = sweeper, SlowReaderTimeout = TimeSpan.FromHours(1) } });
        using Socket client = await door.ConnectAsync();
        await Door.ReadAsync(client, 7);
        time.Advance(TimeSpan.FromMinutes(31) - TimeSpan.FromSeconds(1));
        Assert.Equal(ConnectionEndReason.None, (await door.Accepted).EndReason);
        Assert.Equal(1, sweeper.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ConnectionEndReason.IdleTimeout, (await door.Ended).EndReason);
        Assert.Equal(0, sweeper.Count);
    }

    [Fact]
    public async Task A_door_can_say_still_here_and_then_goodbye_at_its_deadlines()
    {
        var time = new ManualTime();
        using var sweeper = new Sweeper(time);
        int reached = 0;
        await using var door = new Door(
            async (connection, stopping) =>
            {
                connection.DeadlineReached = async late =>
                {
                    late.Output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"* {++reached}\r\n")));
                    if (reached == 2)
                    {
                        await late.CloseAsync(ConnectionEndReason.IdleTimeout);
                        return;
                    }

                    late.SetDeadline(TimeSpan.FromMinutes(2));
                    await late.Output.FlushAsync(stopping);
                };
                connection.SetDeadline(TimeSpan.FromMinutes(2));
                connection.Output.Write("ready\r\n"u8);
                await connection.Output.FlushAsync(stopping);
                await connection.ReadAsync(stopping);
            },
            new() { Connection = new() { Time = time, Sweeper = sweeper } });
        using Socket client = await door.ConnectAsync();
        await Door.ReadAsync(client, 7);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("* 1\r\n", await Door.ReadAsync(client, 5));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("* 2\r\n", await Door.ReadToEndAsync(client));
        Assert.Equal(ConnectionEndReason.IdleTimeout, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task A_cancelled_read_can_be_done_again()
    {
        await using var door = new Door(static async (connection, stopping) =>
        {
            using var impatient = new CancellationTokenSource();
            ValueTask<bool> read = connection.ReadAsync(impatient.Token);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.ReadAsync(stopping));
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
            connection.Output.Write("go\r\n"u8);
            await connection.Output.FlushAsync(stopping);
            await Door.EchoLinesAsync(connection, stopping);
        });
        using Socket client = await door.ConnectAsync();
        Assert.Equal("go\r\n", await Door.ReadAsync(client, 4));
        await Door.SendAsync(client, "a\r\n");
        Assert.Equal("a\r\n", await Door.ReadAsync(client, 3));
    }

    [Fact]
    public async Task Compression_begins_where_the_answer_ends_and_each_answer_can_be_read_at_once()
    {
        await using var door = new Door(static async (connection, stopping) =>
        {
            var reader = new FrameReader(connection, new());
            (await reader.ReadLineAsync(stopping)).Frame!.Dispose();
            connection.Output.Write("a OK\r\n"u8);
            await connection.CompressAsync(stopping);
            await Door.EchoLinesAsync(connection, stopping);
        });
        using Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, "a COMPRESS DEFLATE\r\n");
        Assert.Equal("a OK\r\n", await Door.ReadAsync(client, 6));
        await using var network = new NetworkStream(client);
        await using var deflate = new DeflateStream(network, CompressionLevel.Optimal, leaveOpen: true);
        await using var inflate = new DeflateStream(network, CompressionMode.Decompress, leaveOpen: true);
        for (int round = 0; round < 20; round++)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"a{round} {new string('x', round * 1000)}\r\n");
            await deflate.WriteAsync(Encoding.ASCII.GetBytes(line));
            await deflate.FlushAsync();
            Assert.Equal(line, await Door.ReadAsync(inflate, line.Length));
        }
    }

    [Fact]
    public async Task Damaged_compressed_data_ends_the_connection()
    {
        await using var door = new Door(static async (connection, stopping) =>
        {
            connection.Output.Write("go"u8);
            await connection.CompressAsync(stopping);
            await Door.EchoLinesAsync(connection, stopping);
        });
        using Socket client = await door.ConnectAsync();
        await Door.ReadAsync(client, 2);
        await client.SendAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF });
        Assert.Equal(ConnectionEndReason.PeerGone, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task Two_streams_make_a_connection_as_on_standard_input_and_output()
    {
        var output = new MemoryStream();
        await using (Connection connection = Connection.OverStreams(new MemoryStream("a NOOP\r\nb NOOP\r\n"u8.ToArray()), output))
        {
            Assert.True(connection.IsLocal);
            Assert.Null(connection.RemoteEndPoint);
            await Door.EchoLinesAsync(connection, default);
        }

        Assert.Equal("a NOOP\r\nb NOOP\r\n", Encoding.ASCII.GetString(output.ToArray()));
    }
}

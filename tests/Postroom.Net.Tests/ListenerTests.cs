using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Net.Tests;

public sealed class ListenerTests
{
    [Theory]
    [InlineData("127.0.0.1:1143", "127.0.0.1:1143")]
    [InlineData(" [::1]:0 ", "[::1]:0")]
    [InlineData("*:143", "*:143")]
    [InlineData("localhost:65535", "127.0.0.1:65535")]
    public void An_address_is_read(string text, string expected) => Assert.Equal(expected, ListenAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("143")]
    [InlineData(":143")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 1")]
    [InlineData("::1:143")] // which is also the address ::1:143: ask for brackets
    [InlineData("[127.0.0.1]:143")]
    [InlineData("mail.example.org:143")]
    public void What_is_no_address_is_refused_with_one_sentence(string text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out string? error));
        Assert.Matches(@"^'[^\n]*\.?$", error);
        Assert.Throws<FormatException>(() => ListenAddress.Parse(text));
    }

    [Fact]
    public async Task Every_address_gets_a_port_and_answers()
    {
        var handler = new Echo();
        await using Listener listener = Listener.Start([new(IPAddress.Loopback, 0), ListenAddress.Parse("*:0")], handler);
        Assert.Equal(2, listener.EndPoints.Count);
        foreach (IPEndPoint endPoint in listener.EndPoints)
        {
            Assert.NotEqual(0, endPoint.Port);
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(IPAddress.Loopback, endPoint.Port).WaitAsync(Door.Patience);
            await Door.SendAsync(client, "hello\r\n");
            Assert.Equal("hello\r\n", await Door.ReadAsync(client, 7));
        }
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_sentence_and_nothing_stays_open()
    {
        await using var first = new Door(Door.EchoLinesAsync);
        var failure = Assert.Throws<ListenException>(() => Listener.Start(
            [ListenAddress.Parse("127.0.0.1:0"), new(IPAddress.Loopback, first.Port)], new Echo()));
        Assert.Equal(
            $"Cannot listen on 127.0.0.1:{first.Port}: another program has that port; stop it, or choose another port (0 takes a free one).",
            failure.Message);
    }

    [Fact]
    public void An_address_that_is_not_ours_is_said() => Assert.Equal(
        "Cannot listen on 192.0.2.1:0: this machine has no such address.",
        Assert.Throws<ListenException>(() => Listener.Start([ListenAddress.Parse("192.0.2.1:0")], new Echo())).Message);

    [Fact]
    public async Task Strangers_from_one_address_are_counted_until_they_log_in()
    {
        var options = new TcpListenerOptions { Limiter = new ConnectionLimiter(10, maxUnauthenticatedPerAddress: 2) };
        await using var door = new Door(
            static async (connection, stopping) =>
            {
                var reader = new FrameReader(connection, new());
                while (await reader.ReadLineAsync(stopping) is { Outcome: FrameOutcome.Command })
                {
                    connection.MarkAuthenticated();
                    connection.MarkAuthenticated(); // counts once
                    connection.Output.Write("in\r\n"u8);
                    await connection.Output.FlushAsync(stopping);
                }
            },
            options);
        using Socket first = await door.ConnectAsync();
        using Socket second = await door.ConnectAsync();
        using (Socket third = await door.ConnectAsync())
            Assert.Equal("* BYE TooManyFromAddress\r\n", await Door.ReadToEndAsync(third));
        await Door.SendAsync(first, "login\r\n");
        Assert.Equal("in\r\n", await Door.ReadAsync(first, 4));
        using Socket fourth = await door.ConnectAsync();
        await Door.SendAsync(fourth, "login\r\n");
        Assert.Equal("in\r\n", await Door.ReadAsync(fourth, 4));
        Assert.Equal([ConnectionRefusal.TooManyFromAddress], door.Refusals);
        Assert.Equal(3, options.Limiter.Count);
    }

    [Fact]
    public async Task Who_has_logged_in_may_become_a_stranger_again_where_there_is_room()
    {
        var options = new TcpListenerOptions { Limiter = new ConnectionLimiter(10, maxUnauthenticatedPerAddress: 1) };
        await using var door = new Door(
            static async (connection, stopping) =>
            {
                Assert.True(connection.TryMarkUnauthenticated()); // it is one already: counts once
                var reader = new FrameReader(connection, new());
                while (await reader.ReadLineAsync(stopping) is { Outcome: FrameOutcome.Command, Frame: { } line })
                {
                    bool isIn = line.Octets.Span.SequenceEqual("in"u8);
                    line.Dispose();
                    if (isIn)
                        connection.MarkAuthenticated();
                    connection.Output.Write(isIn || connection.TryMarkUnauthenticated() ? "yes\r\n"u8 : "no\r\n"u8);
                    await connection.Output.FlushAsync(stopping);
                }
            },
            options);
        using Socket first = await door.ConnectAsync();
        Assert.Equal("yes\r\n", await AskAsync(first, "in", 5));
        using Socket second = await door.ConnectAsync();
        Assert.Equal("yes\r\n", await AskAsync(second, "out", 5));
        Assert.Equal("no\r\n", await AskAsync(first, "out", 4)); // the second is the one stranger
        Assert.Equal("yes\r\n", await AskAsync(second, "in", 5));
        Assert.Equal("yes\r\n", await AskAsync(first, "out", 5));
        using (Socket third = await door.ConnectAsync())
            Assert.Equal("* BYE TooManyFromAddress\r\n", await Door.ReadToEndAsync(third));
        Assert.Equal("yes\r\n", await AskAsync(first, "in", 5));
        using Socket fourth = await door.ConnectAsync();
        Assert.Equal("yes\r\n", await AskAsync(fourth, "in", 5));
    }

    [Fact]
    public async Task Beyond_the_total_a_client_is_turned_away_and_a_place_comes_free_again()
    {
        var options = new TcpListenerOptions { Limiter = new ConnectionLimiter(maxConnections: 1) };
        await using var door = new Door(Door.EchoLinesAsync, options);
        using (Socket first = await door.ConnectAsync())
        {
            await door.Accepted;
            using Socket second = await door.ConnectAsync();
            Assert.Equal("* BYE TooMany\r\n", await Door.ReadToEndAsync(second));
        }

        Assert.Equal(ConnectionEndReason.Completed, (await door.Ended).EndReason);
        using Socket third = await door.ConnectAsync();
        await Door.SendAsync(third, "x\r\n");
        Assert.Equal("x\r\n", await Door.ReadAsync(third, 3));
    }

    [Fact]
    public async Task Stopping_lets_a_session_say_goodbye()
    {
        await using var door = new Door(static async (connection, stopping) =>
        {
            try
            {
                await connection.ReadAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                connection.Output.Write("* BYE stopping\r\n"u8);
            }
        });
        using Socket client = await door.ConnectAsync();
        await door.Accepted;
        Task stopped = door.Listener.StopAsync(Door.Patience);
        Assert.Equal("* BYE stopping\r\n", await Door.ReadToEndAsync(client));
        client.Shutdown(SocketShutdown.Both);
        await stopped.WaitAsync(Door.Patience);
        Assert.Equal(0, door.Listener.Count);
        await Assert.ThrowsAsync<SocketException>(() => door.ConnectAsync());
    }

    [Fact]
    public async Task A_session_that_does_not_stop_is_aborted_when_its_grace_is_over()
    {
        var time = new ManualTime();
        using var sweeper = new Sweeper(time);
        await using var door = new Door(
            static (connection, _) => Task.Delay(Timeout.Infinite, connection.Ended),
            new() { Connection = new() { Time = time, Sweeper = sweeper } });
        using Socket client = await door.ConnectAsync();
        await door.Accepted;
        Task stopped = door.Listener.StopAsync(TimeSpan.FromSeconds(10));
        await time.WaitForTimersAsync(2); // the sweeper's and the grace's
        Assert.False(stopped.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        await stopped.WaitAsync(Door.Patience);
        Assert.Equal(ConnectionEndReason.Shutdown, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task A_handlers_fault_ends_its_connection_only_and_is_told()
    {
        var door = new Door(static (connection, _) => throw new InvalidOperationException("bug"));
        using (Socket client = await door.ConnectAsync())
            Assert.Equal("", await Door.ReadToEndAsync(client));
        Assert.Equal(ConnectionEndReason.Fault, (await door.Ended).EndReason);
        Assert.Equal("bug", Assert.Single(door.Failures).Message);
        door.Failures.Clear();
        await door.DisposeAsync();
    }

    private static async Task<string> AskAsync(Socket client, string line, int octets)
    {
        await Door.SendAsync(client, line + "\r\n");
        return await Door.ReadAsync(client, octets);
    }

    private sealed class Echo : IConnectionHandler
    {
        public Task HandleAsync(Connection connection, CancellationToken stopping) => Door.EchoLinesAsync(connection, stopping);

        public ReadOnlyMemory<byte> Farewell(ConnectionRefusal why) => Encoding.ASCII.GetBytes("BYE\r\n");
    }
}

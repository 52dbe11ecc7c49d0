using System.Net.Sockets;
using System.Text;

namespace Postroom.Net.Tests;

/// <summary>Input that is looked for instead of waited for (<see cref="PolledStream"/>, ADR 0015): found sooner, and whatever else happens meanwhile is noticed as ever.</summary>
public sealed class BusyPollingTests
{
    private const int Streak = 60; // commands, one answered after the other: far more than it takes to be known as quick
    private static readonly TimeSpan AsGoodAsForEver = TimeSpan.FromSeconds(20), AMoment = TimeSpan.FromMilliseconds(20);

    /// <summary>Where one core is all there is, or no epoll, nobody looks.</summary>
    private static bool IsToBeFound => SocketPoller.IsSupported && Environment.ProcessorCount > 1;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_answers_at_once_is_looked_for(bool isTls)
    {
        await using var door = new Door(EchoAsync, Options(AsGoodAsForEver, isTls));
        Socket client = await door.ConnectAsync();
        await using Stream stream = isTls ? await Door.StartTlsAsync(client) : new NetworkStream(client, ownsSocket: true);
        Exchange(stream, Streak);
        // A place may be another test's just then; never all the time.
        for (int i = 0; IsToBeFound && (await door.Accepted).FoundByPolling == 0; i++)
        {
            Assert.InRange(i, 0, 100);
            Exchange(stream, Streak);
        }
    }

    [Fact]
    public async Task Who_is_told_not_to_looks_for_nobody()
    {
        await using var door = new Door(EchoAsync, Options(TimeSpan.Zero));
        using var stream = new NetworkStream(await door.ConnectAsync(), ownsSocket: true);
        Exchange(stream, Streak);
        Assert.Equal(0, (await door.Accepted).FoundByPolling);
    }

    [Fact]
    public async Task Whose_turn_it_is_not_is_not_looked_for()
    {
        await using var door = new Door((connection, stopping) => EchoAsync(connection, static () => false, stopping), Options(AsGoodAsForEver));
        using var stream = new NetworkStream(await door.ConnectAsync(), ownsSocket: true);
        Exchange(stream, Streak);
        Assert.Equal(0, (await door.Accepted).FoundByPolling);
    }

    /// <summary>Looked for in vain, in the middle of a command too, and noticed all the same when it comes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_was_quick_and_pauses_is_noticed(bool isTls)
    {
        await using var door = new Door(EchoAsync, Options(AMoment, isTls));
        Socket client = await door.ConnectAsync();
        await using Stream stream = isTls ? await Door.StartTlsAsync(client) : new NetworkStream(client, ownsSocket: true);
        for (int pause = 0; pause < 6; pause++)
        {
            Exchange(stream, Streak);
            await Task.Delay(3 * AMoment);
            await stream.WriteAsync("half a "u8.ToArray());
            await Task.Delay(3 * AMoment);
            await stream.WriteAsync("line\r\n"u8.ToArray());
            Assert.Equal("half a line\r\n", await Door.ReadAsync(stream, 13));
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Who_leaves_is_missed(bool resets, bool isLate)
    {
        await using var door = new Door(EchoAsync, Options(isLate ? AMoment : AsGoodAsForEver));
        Socket client = await door.ConnectAsync();
        using var stream = new NetworkStream(client, ownsSocket: true);
        Exchange(stream, Streak);
        if (isLate)
            await Task.Delay(3 * AMoment);
        if (resets)
            client.LingerState = new LingerOption(true, 0);
        else
            client.Shutdown(SocketShutdown.Send);
        if (resets)
            client.Close();
        Assert.Equal(resets ? ConnectionEndReason.PeerGone : ConnectionEndReason.Completed, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task Whoever_ends_the_connection_or_the_read_meanwhile_does_so_at_once()
    {
        foreach (bool aborts in new[] { true, false })
        {
            using var giveUp = new CancellationTokenSource();
            var ended = new TaskCompletionSource();
            await using var door = new Door(async (connection, _) =>
            {
                try
                {
                    await EchoAsync(connection, giveUp.Token);
                }
                catch (Exception end) when (end is OperationCanceledException or ConnectionEndedException)
                {
                    ended.SetResult();
                }
            }, Options(AsGoodAsForEver));
            using var stream = new NetworkStream(await door.ConnectAsync(), ownsSocket: true);
            Exchange(stream, Streak);
            await Task.Delay(AMoment);
            Connection connection = await door.Accepted;
            if (aborts)
                connection.Abort(ConnectionEndReason.Dismissed);
            else
                await giveUp.CancelAsync();
            await ended.Task.WaitAsync(AsGoodAsForEver / 2);
        }
    }

    /// <summary>Epoll, told of nothing, would not say that there is room again.</summary>
    [Fact]
    public async Task Who_was_quick_and_then_takes_nothing_gets_it_all_in_the_end()
    {
        const int Octets = 8 << 20;
        await using var door = new Door((connection, stopping) => EchoAsync(connection, () => true, stopping, async line =>
        {
            if (line != "much")
                return;
            byte[] piece = new byte[64 << 10];
            for (int sent = 0; sent < Octets; sent += piece.Length)
            {
                connection.Output.Write(piece);
                await connection.Output.FlushAsync(stopping);
            }
        }), Options(AsGoodAsForEver));
        using Socket client = await door.ConnectAsync(receiveBuffer: 64 << 10);
        using var stream = new NetworkStream(client, ownsSocket: false);
        for (int i = 0; i < 3; i++)
        {
            Exchange(stream, Streak);
            await Door.SendAsync(client, "much\r\n");
            await Task.Delay(AMoment);
            Assert.Equal(Octets + 6, (await Door.ReadAsync(stream, Octets + 6)).Length);
        }
    }

    [Fact]
    public async Task Who_is_looked_for_holds_up_nobody_else()
    {
        await using var door = new Door(EchoAsync, Options(AsGoodAsForEver));
        using var first = new NetworkStream(await door.ConnectAsync(), ownsSocket: true);
        Exchange(first, Streak);
        for (int i = 0; i < 3 * Environment.ProcessorCount; i++) // dealt out in turn: some share its poller
        {
            using var other = new NetworkStream(await door.ConnectAsync(), ownsSocket: true);
            Exchange(other, Streak);
        }

        Exchange(first, 1);
    }

    /// <summary>A thread that took several sockets' news serves them all before it looks for more of one.</summary>
    [Fact]
    public async Task Whose_news_came_together_are_served_together()
    {
        var limits = new TcpListenerOptions { Limiter = new ConnectionLimiter(1000, 1000) };
        await using var door = new Door(EchoAsync, limits with { Connection = new ConnectionOptions { BusyPollTime = AsGoodAsForEver } });
        List<NetworkStream> all = [];
        for (int i = 0; i < 16 * Environment.ProcessorCount; i++)
            all.Add(new NetworkStream(await door.ConnectAsync(), ownsSocket: true));
        await Task.Run(() =>
        {
            byte[] answer = new byte[6];
            for (int round = 0; round < Streak; round++)
            {
                all.ForEach(static client => client.Write("NOOP\r\n"u8));
                all.ForEach(client => client.ReadExactly(answer));
            }
        }).WaitAsync(AsGoodAsForEver / 2);
        all.ForEach(static client => client.Dispose());
    }

    private static TcpListenerOptions Options(TimeSpan longest, bool isTls = false) => new()
    {
        Connection = new ConnectionOptions { BusyPollTime = longest },
        Tls = isTls ? static _ => TestCertificate.ServerOptions : null,
    };

    private static Task EchoAsync(Connection connection, CancellationToken stopping) => EchoAsync(connection, static () => true, stopping);

    private static async Task EchoAsync(Connection connection, Func<bool> isPeersTurn, CancellationToken stopping, Func<string, Task>? before = null)
    {
        var reader = new FrameReader(connection, new FrameLimits()) { MayStayOnPoller = true };
        connection.Resting = isPeersTurn;
        while (await reader.ReadCommandAsync(stopping) is { Outcome: FrameOutcome.Command, Frame: { } frame })
        {
            if (before is not null)
                await before(Encoding.ASCII.GetString(frame.Octets.Span));
            connection.Output.Write(frame.Octets.Span);
            connection.Output.Write("\r\n"u8);
            frame.Dispose();
            await connection.Output.FlushAsync(stopping);
        }
    }

    // By the calling thread alone: a hand-over between each two would not be quick.
    private static void Exchange(Stream stream, int commands)
    {
        stream.ReadTimeout = (int)Door.Patience.TotalMilliseconds;
        byte[] answer = new byte[64];
        for (int i = 0; i < commands; i++)
        {
            byte[] line = Encoding.ASCII.GetBytes($"{i} NOOP\r\n");
            stream.Write(line);
            stream.ReadExactly(answer.AsSpan(0, line.Length));
            Assert.Equal(line, answer[..line.Length]);
        }
    }
}

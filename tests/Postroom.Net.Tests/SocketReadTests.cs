using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Net.Tests;

/// <summary>Reading and writing a real socket, which on Linux is a matter of events that come once (<see cref="PolledStream"/>).</summary>
public sealed class SocketReadTests
{
    [Fact]
    public async Task A_read_that_was_cancelled_loses_nothing()
    {
        var cancelled = new TaskCompletionSource();
        await using var door = new Door(async (connection, stopping) =>
        {
            using var giveUp = new CancellationTokenSource();
            ValueTask<bool> reading = connection.ReadAsync(giveUp.Token);
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
            cancelled.SetResult();
            Assert.True(await connection.ReadAsync(stopping));
            connection.Output.Write(connection.Input.Span);
            connection.Consume(connection.Input.Length);
        });
        using Socket client = await door.ConnectAsync();
        await cancelled.Task.WaitAsync(Door.Patience);
        await Door.SendAsync(client, "x");
        Assert.Equal("x", await Door.ReadToEndAsync(client));
        Assert.Empty(door.Failures);
    }

    [Fact]
    public async Task A_read_that_waits_ends_with_its_connection()
    {
        var reading = new TaskCompletionSource<Exception>();
        await using var door = new Door(async (connection, stopping) =>
        {
            Task<bool> waiting = connection.ReadAsync(stopping).AsTask();
            connection.Abort(ConnectionEndReason.Dismissed);
            reading.SetResult(await Assert.ThrowsAsync<ConnectionEndedException>(() => waiting));
        });
        using Socket client = await door.ConnectAsync();
        Assert.Equal(ConnectionEndReason.Dismissed, Assert.IsType<ConnectionEndedException>(await reading.Task.WaitAsync(Door.Patience)).Reason);
    }

    /// <summary>Sizes around those of the buffers: what a full buffer leaves behind is announced by no further event.</summary>
    [Theory]
    [InlineData(4096, false)]
    [InlineData(4097, false)]
    [InlineData(65_536, true)]
    [InlineData(1_000_000, true)]
    public async Task Everything_that_was_sent_is_read_and_so_is_the_end(int octets, bool halfCloses)
    {
        var got = new TaskCompletionSource<int>();
        await using var door = new Door(async (connection, stopping) =>
        {
            int count = 0;
            while ((halfCloses || count < octets) && await connection.ReadAsync(stopping))
            {
                count += connection.Input.Length;
                connection.Consume(connection.Input.Length);
            }

            got.SetResult(count);
        });
        using Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, new string('x', octets));
        if (halfCloses)
            client.Shutdown(SocketShutdown.Send);
        Assert.Equal(octets, await got.Task.WaitAsync(Door.Patience));
    }

    [Fact]
    public async Task Many_connections_with_many_short_lives_are_told_apart()
    {
        var options = new TcpListenerOptions { Limiter = new ConnectionLimiter(1000, 1000) };
        await using var door = new Door(Door.EchoLinesAsync, options);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            for (int life = 0; life < 10; life++)
            {
                using Socket client = await door.ConnectAsync();
                for (int command = 0; command < 20; command++)
                {
                    string line = $"{number}.{life}.{command} NOOP\r\n";
                    await Door.SendAsync(client, line);
                    Assert.Equal(line, await Door.ReadAsync(client, line.Length));
                }
            }
        }));
        Assert.Empty(door.Failures);
    }

    /// <summary>A command that waits for a disk where it was noticed keeps one thread, not those who share its poller.</summary>
    [Fact]
    public async Task Who_blocks_a_thread_that_noticed_octets_holds_up_nobody_else()
    {
        using var release = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource();
        await using var door = new Door(async (connection, stopping) =>
        {
            var reader = new FrameReader(connection, new FrameLimits()) { MayStayOnPoller = true };
            connection.Output.Write("+"u8);
            await connection.Output.FlushAsync(stopping);
            while ((await reader.ReadCommandAsync(stopping)).Frame is { } frame)
            {
                // Octets that were there before the door looked for them were not noticed by a poller: the client asks again.
                if (frame.Octets.Span.SequenceEqual("BLOCK"u8) && Connection.IsOnPoller == SocketPoller.IsSupported)
                {
                    isBlocked.SetResult();
                    release.Wait(Door.Patience, stopping);
                }

                frame.Dispose();
                connection.Output.Write("*"u8);
                await connection.Output.FlushAsync(stopping);
            }
        });
        using Socket first = await ComeAsync();
        Task<string> answer;
        int tries = 0;
        do
        {
            Assert.InRange(++tries, 1, 100);
            await Door.SendAsync(first, "BLOCK\r\n");
            answer = Door.ReadAsync(first, 1);
        }
        while (await Task.WhenAny(answer, isBlocked.Task).WaitAsync(Door.Patience) == answer);
        for (int i = 0; i < 2 * Environment.ProcessorCount; i++) // dealt out in turn: some share its poller
        {
            using Socket other = await ComeAsync();
            await Door.SendAsync(other, "NOOP\r\n");
            Assert.Equal("*", await Door.ReadAsync(other, 1));
        }

        release.Set();
        Assert.Equal("*", await answer);

        async Task<Socket> ComeAsync()
        {
            Socket client = await door.ConnectAsync();
            await Door.ReadAsync(client, 1);
            return client;
        }
    }

    /// <summary>What a door does after a read may block: only who asked for it goes on where others' octets wait.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_who_may_stay_on_the_poller_goes_on_there(bool mayStay)
    {
        var isPools = new TaskCompletionSource<bool>();
        await using var door = new Door(async (connection, stopping) =>
        {
            var reader = new FrameReader(connection, new FrameLimits()) { MayStayOnPoller = mayStay };
            Task reading = ReadAsync();
            connection.Output.Write("+\r\n"u8); // now it waits
            await connection.Output.FlushAsync(stopping);
            await reading;

            async Task ReadAsync()
            {
                (await reader.ReadCommandAsync(stopping)).Frame!.Dispose();
                isPools.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            }
        });
        using Socket client = await door.ConnectAsync();
        await Door.ReadAsync(client, 3);
        await Door.SendAsync(client, "a NOOP\r\n");
        Assert.Equal(!mayStay || !SocketPoller.IsSupported, await isPools.Task.WaitAsync(Door.Patience));
    }

    /// <summary>A large message that comes faster than it is taken in must not keep a thread that others' octets wait for.</summary>
    [Fact]
    public async Task A_literal_that_comes_without_a_pause_leaves_the_thread_after_1_MiB()
    {
        const int Octets = 4 << 20;
        var sink = new ThreadSink();
        await using Connection connection = Connection.OverStream(new MemoryStream(Encoding.ASCII.GetBytes($"a APPEND {{{Octets}}}\r\n{new string('x', Octets)}\r\n")));
        var reader = new FrameReader(connection, new FrameLimits(), new SinkPolicy(sink)) { MayStayOnPoller = true };
        var read = new TaskCompletionSource<Task<FrameRead>>();
        var ours = new Thread(() => read.SetResult(reader.ReadCommandAsync().AsTask())); // not the pool's, like a poller's
        ours.Start();
        (await await read.Task.WaitAsync(Door.Patience)).Frame!.Dispose();
        Assert.Equal(Octets, sink.Ours + sink.Pools);
        Assert.InRange(sink.Ours, 1 << 20, 2 << 20);
    }

    private sealed class SinkPolicy(ILiteralSink sink) : ILiteralPolicy
    {
        public bool TryFindLiteral(ReadOnlySpan<byte> line, out AnnouncedLiteral literal)
        {
            int brace = line.IndexOf((byte)'{');
            literal = brace < 0 ? default : new AnnouncedLiteral(int.Parse(line[(brace + 1)..^1], CultureInfo.InvariantCulture), false, false);
            return brace >= 0;
        }

        public ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken) => new(LiteralDecision.Detach(sink));

        public ValueTask InviteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class ThreadSink : ILiteralSink
    {
        public int Ours { get; private set; }

        public int Pools { get; private set; }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            (Ours, Pools) = Thread.CurrentThread.IsThreadPoolThread ? (Ours, Pools + octets.Length) : (Ours + octets.Length, Pools);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Abort() => throw new InvalidOperationException("The command was whole.");
    }
}

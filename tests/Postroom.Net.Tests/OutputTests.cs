using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Postroom.Net.Tests;

public sealed class OutputTests
{
    private const int Chunk = 256 << 10;

    [Fact]
    public async Task A_client_that_does_not_read_makes_the_writer_wait_at_its_limit()
    {
        var stuck = new TaskCompletionSource<long>();
        long written = 0;
        await using var door = new Door(async (connection, stopping) =>
        {
            byte[] chunk = new byte[Chunk];
            while (written < 64 << 20)
            {
                connection.Output.Write(chunk);
                written += chunk.Length;
                ValueTask flush = connection.Output.FlushAsync(stopping);
                if (!flush.IsCompleted)
                    stuck.TrySetResult(connection.Output.UnsentOctets);
                await flush;
            }
        });
        using Socket client = await door.ConnectAsync(receiveBuffer: 16 << 10);
        long unsent = await stuck.Task.WaitAsync(Door.Patience);
        Assert.InRange(unsent, (1 << 20) + 1, (1 << 20) + Chunk); // 1 MiB, and what the last write added
        Task<string> read = Door.ReadToEndAsync(client);
        Assert.Equal(64 << 20, (await read).Length); // and once it reads, all comes
    }

    [Fact]
    public async Task A_client_that_never_reads_is_let_go_after_five_minutes()
    {
        var time = new ManualTime();
        using var sweeper = new Sweeper(time);
        var stuck = new TaskCompletionSource();
        var budget = new OutputBudget(1 << 30);
        await using var door = new Door(
            async (connection, stopping) =>
            {
                while (true)
                {
                    connection.Output.Write(new byte[Chunk]);
                    ValueTask flush = connection.Output.FlushAsync(stopping);
                    if (!flush.IsCompleted)
                        stuck.TrySetResult();
                    await flush;
                }
            },
            new() { Connection = new() { Time = time, Sweeper = sweeper, OutputBudget = budget } });
        using Socket client = await door.ConnectAsync(receiveBuffer: 16 << 10);
        await stuck.Task.WaitAsync(Door.Patience);
        Assert.True(budget.Waiting > 1 << 20);
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(ConnectionEndReason.None, (await door.Accepted).EndReason);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectionEndReason.SlowReader, (await door.Ended).EndReason);
        Assert.Equal(0, budget.Waiting);
    }

    [Fact]
    public async Task When_many_wait_each_may_have_little()
    {
        var budget = new OutputBudget(0);
        var stuck = new TaskCompletionSource<long>();
        await using var door = new Door(
            async (connection, stopping) =>
            {
                while (true)
                {
                    connection.Output.Write(new byte[16 << 10]);
                    ValueTask flush = connection.Output.FlushAsync(stopping);
                    if (!flush.IsCompleted)
                        stuck.TrySetResult(connection.Output.UnsentOctets);
                    await flush;
                }
            },
            new() { Connection = new() { OutputBudget = budget } });
        using Socket client = await door.ConnectAsync(receiveBuffer: 16 << 10);
        Assert.InRange(await stuck.Task.WaitAsync(Door.Patience), (64 << 10) + 1, (64 << 10) + (16 << 10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 << 10)]
    [InlineData((64 << 10) + 1)]
    [InlineData(20 << 20)]
    public async Task A_piece_of_a_file_stands_between_what_was_written_before_and_after(int length) =>
        await SendFileAsync(length, tls: false, slow: false);

    [Theory]
    [InlineData(100)]
    [InlineData(3 << 20)]
    public async Task A_piece_of_a_file_goes_through_tls_too(int length) => await SendFileAsync(length, tls: true, slow: false);

    [Fact]
    public async Task A_piece_of_a_file_reaches_a_slow_reader_whole() => await SendFileAsync(8 << 20, tls: false, slow: true);

    [Theory]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public async Task A_file_that_is_shorter_than_announced_is_a_fault(int length)
    {
        using var file = new TestFile(length - 1);
        var failure = new TaskCompletionSource<Exception>();
        await using var door = new Door(async (connection, stopping) =>
        {
            try
            {
                await connection.Output.SendFileAsync(file.Handle, 0, length, stopping);
            }
            catch (EndOfStreamException shorter)
            {
                failure.SetResult(shorter);
                connection.Abort(ConnectionEndReason.Fault);
            }
        });
        using Socket client = await door.ConnectAsync();
        await failure.Task.WaitAsync(Door.Patience);
        Assert.Equal(ConnectionEndReason.Fault, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task A_segment_of_any_size_can_be_asked_for()
    {
        var output = new MemoryStream();
        byte[] expected = RandomNumberGenerator.GetBytes(500_000);
        await using (Connection connection = Connection.OverStreams(Stream.Null, output))
        {
            int done = 0;
            foreach (int size in (int[])[1, 5000, 70_000, 0, 100, 200_000, 100_000, 124_899])
            {
                Span<byte> room = connection.Output.GetSpan(size);
                Assert.True(room.Length >= Math.Max(size, 1));
                expected.AsSpan(done, size).CopyTo(room);
                connection.Output.Advance(size);
                done += size;
                Assert.Equal(done, connection.Output.UnflushedOctets);
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => connection.Output.Advance(1 << 20));
        }

        Assert.Equal(expected, output.ToArray());
    }

    [Fact]
    public async Task Writing_to_a_connection_that_ended_is_a_cancellation()
    {
        Connection connection = Connection.OverStreams(Stream.Null, Stream.Null);
        connection.Abort(ConnectionEndReason.Limit);
        connection.Abort(ConnectionEndReason.Shutdown); // the first reason stays
        connection.Output.Write("x"u8);
        Assert.Equal(
            ConnectionEndReason.Limit,
            (await Assert.ThrowsAsync<ConnectionEndedException>(async () => await connection.Output.FlushAsync())).Reason);
        await Assert.ThrowsAsync<ConnectionEndedException>(async () => await connection.ReadAsync());
        Assert.True(connection.Ended.IsCancellationRequested);
    }

    private static async Task SendFileAsync(int length, bool tls, bool slow)
    {
        using var file = new TestFile(length + 20);
        await using var door = new Door(
            async (connection, stopping) =>
            {
                connection.Output.Write("before"u8);
                await connection.Output.SendFileAsync(file.Handle, 10, length, stopping);
                connection.Output.Write("after"u8);
            },
            new() { Tls = tls ? static _ => TestCertificate.ServerOptions : null });
        using Socket client = await door.ConnectAsync(receiveBuffer: slow ? 4 << 10 : null);
        await using Stream stream = tls ? await Door.StartTlsAsync(client) : new NetworkStream(client);
        byte[] got = new byte[length + 11];
        await stream.ReadExactlyAsync(got).AsTask().WaitAsync(Door.Patience);
        Assert.Equal([.. "before"u8, .. file.Octets.AsSpan(10, length), .. "after"u8], got);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Door.Patience));
    }

    private sealed class TestFile : IDisposable
    {
        private readonly string _path = Path.GetTempFileName();

        public TestFile(int length)
        {
            Octets = RandomNumberGenerator.GetBytes(length);
            File.WriteAllBytes(_path, Octets);
            Handle = File.OpenHandle(_path);
        }

        public byte[] Octets { get; }

        public SafeFileHandle Handle { get; }

        public void Dispose()
        {
            Handle.Dispose();
            File.Delete(_path);
        }
    }
}

using System.Buffers;
using Postroom.Net;

namespace Postroom.Imap.Server;

/// <summary>The one place where answers go out: whoever has the turn writes whole responses, everyone else waits.</summary>
/// <remarks>
/// What the client has been told (<see cref="SessionView"/>) changes only under the turn, so it changes in the order in which the
/// client reads it. No lock of the store is ever held with it.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, so there is nothing to free.")]
public sealed class ResponseWriter
{
    private const int FlushAt = 48 << 10; // a large segment of the output, less one small message

    private readonly Connection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _flushWanted;
    private int _lifeWanted; // nothing has left for long: the holder sends what there is, be it little

    internal ResponseWriter(Connection connection) => _connection = connection;

    /// <summary>Where the holder of the turn writes.</summary>
    public IBufferWriter<byte> Buffer => _connection.Output;

    /// <summary>True when a response was begun and could not be finished: nothing may follow it, not even BYE.</summary>
    public bool IsBroken { get; internal set; }

    /// <summary>For the holder of the turn: appends octets as they are.</summary>
    public void Write(ReadOnlySpan<byte> octets) => Buffer.Write(octets);

    /// <summary>Waits for the turn. Hold it for whole responses only, and give it back by <see cref="Leave"/> in a finally.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    /// <summary>Takes the turn if nobody has it; then as after <see cref="EnterAsync"/>.</summary>
    internal bool TryEnter() => _turn.Wait(TimeSpan.Zero);

    /// <summary>Gives the turn back.</summary>
    public void Leave()
    {
        _turn.Release();
        Interlocked.MemoryBarrier(); // the turn is seen free before the flag is looked at
        ServeFlush();
    }

    /// <summary>For the holder, between responses: sends what is written once that is worth a packet, and waits while the client is too slow.</summary>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public ValueTask FlushIfLargeAsync(CancellationToken cancellationToken) =>
        _connection.Output.UnflushedOctets >= FlushAt || (Volatile.Read(ref _lifeWanted) == 1 && IsLifeDue())
            ? _connection.Output.FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>
    /// For anyone: whoever has the turn sends what it has as soon as it can, be it little. Work of minutes that says a few octets would otherwise never
    /// learn that its client has gone: who sends everything and closes its half of the connection looks the same until something is sent to it.
    /// </summary>
    internal void AskForLife() => Volatile.Write(ref _lifeWanted, 1);

    /// <summary>For the holder: sends what is written, and waits while more than the write buffer's limit is unsent.</summary>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => _connection.Output.FlushAsync(cancellationToken);

    /// <summary>For the holder: sends octets of a file behind what is written, and waits until they have left.</summary>
    /// <param name="file">Its lease is held by the caller until then.</param>
    /// <param name="offset">From the message's first octet.</param>
    /// <param name="length">How many; all of them are there.</param>
    /// <param name="cancellationToken">Gives up where it can: half a response may have left by then.</param>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    internal ValueTask SendFileAsync(Postroom.Store.Engine.BlobFile file, long offset, long length, CancellationToken cancellationToken) =>
        _connection.Output.SendFileAsync(file.Handle, file.Offset + offset, length, cancellationToken);

    /// <summary>For anyone: what is written leaves soon. Does not wait, neither for the turn nor for the client.</summary>
    internal void RequestFlush()
    {
        Interlocked.Exchange(ref _flushWanted, 1); // a whole barrier: it is seen before the turn is tried
        ServeFlush();
    }

    private bool IsLifeDue()
    {
        if (_connection.Output.UnflushedOctets == 0)
        {
            return false; // wait for the next octet
        }

        Volatile.Write(ref _lifeWanted, 0);
        return true;
    }

    private async Task SendAsync()
    {
        try
        {
            await _connection.Output.FlushAsync().ConfigureAwait(false); // starts sending at once; the waiting is nobody's
        }
        catch (ConnectionEndedException)
        {
            // Nobody is left to read it; the reader learns it by itself.
        }
    }

    // The flag is seen either here or by whoever leaves the turn. Without the barriers each side could see the other as it was a moment
    // ago, and an answer would stay here until the client sent something: it waits for the answer.
    private void ServeFlush()
    {
        while (Volatile.Read(ref _flushWanted) == 1 && _turn.Wait(0, CancellationToken.None))
        {
            try
            {
                if (Interlocked.Exchange(ref _flushWanted, 0) == 1 && _connection.Output.UnflushedOctets > 0)
                {
                    _ = SendAsync();
                }
            }
            finally
            {
                _turn.Release();
                Interlocked.MemoryBarrier();
            }
        }
    }
}

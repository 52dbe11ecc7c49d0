using System.Buffers;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Postroom.Net;

public sealed partial class ConnectionOutput
{
    private const int SmallFile = 64 << 10; // below it a copy costs less than another system call and packet

    /// <summary>Sends a piece of a file after what is written: by sendfile where nothing lies between, else through pooled buffers.</summary>
    /// <remarks>Completes when the octets are in our buffer or have left; <paramref name="file"/> must stay open until then.
    /// It is not cancelled half-way: only the connection's end stops it.</remarks>
    /// <exception cref="EndOfStreamException">The file is shorter; what was announced cannot be kept: abort the connection.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public async ValueTask SendFileAsync(
        SafeFileHandle file, long offset, long length, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > SmallFile && _connection.PlainSocket is not null)
        {
            var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            StartSending(new Outgoing { File = file, FileOffset = offset, FileLength = length, Sent = sent });
            await sent.Task.ConfigureAwait(false);
            return;
        }

        while (length > 0)
        {
            Memory<byte> room = GetMemory((int)Math.Min(length, LargestSegment));
            int wanted = (int)Math.Min(length, room.Length);
            int count = RandomAccess.Read(file, room.Span[..wanted], offset);
            if (count == 0)
                throw new EndOfStreamException();
            Advance(count);
            offset += count;
            length -= count;
            if (UnflushedOctets >= LargestSegment)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out Outgoing? item))
            {
                if (item.File is null)
                    await SendOctetsAsync(item).ConfigureAwait(false);
                else
                    await SendFileAsync(item).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (Connection.IsTransportFailure(failure))
        {
            _connection.Fail(failure);
        }
        catch (Exception fault)
        {
            _connection.Fail(fault);
            throw; // a bug of ours: let the unobserved-exception handler tell
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Outgoing? item)
    {
        TaskCompletionSource? progress = null;
        lock (_gate)
        {
            item = _outgoing;
            if (item is null)
            {
                _isSending = false;
                Volatile.Write(ref _stuckAt, long.MaxValue);
                (progress, _progress) = (_progress, null);
            }
            else
            {
                _outgoing = item.Next;
                if (_outgoing is null)
                    _outgoingLast = null;
                Volatile.Write(ref _stuckAt, _connection.After(_connection.Options.SlowReaderTimeout));
            }
        }

        progress?.TrySetResult();
        return item is not null;
    }

    private async ValueTask SendOctetsAsync(Outgoing item)
    {
        Stream top = _connection.TopLayer;
        for (int offset = 0; offset < item.Length; offset += LargestSegment)
        {
            int count = Math.Min(LargestSegment, item.Length - offset);
            await top.WriteAsync(item.Octets.AsMemory(offset, count)).ConfigureAwait(false);
            // A deflater, or a pipe to a child, keeps octets back until it is told; sockets and TLS do nothing here.
            if (Volatile.Read(ref _outgoing) is null)
                await top.FlushAsync().ConfigureAwait(false);
            Progressed(count, count);
        }

        ArrayPool<byte>.Shared.Return(item.Octets);
    }

    private async ValueTask SendFileAsync(Outgoing item)
    {
        // PlainSocket cannot become null here: layers are added only when all is drained.
        Socket socket = _connection.PlainSocket!;
        byte[]? copy = null;
        try
        {
            long offset = item.FileOffset;
            for (long left = item.FileLength; left > 0;)
            {
                long count = NativeSendFile.TrySend(socket, item.File!, offset, left);
                if (count <= 0)
                {
                    // The socket is full (or there is no sendfile here): an ordinary send waits for room, and is never wrong.
                    copy ??= ArrayPool<byte>.Shared.Rent(LargestSegment);
                    count = RandomAccess.Read(item.File!, copy.AsSpan(0, (int)Math.Min(left, copy.Length)), offset);
                    if (count == 0)
                        throw new EndOfStreamException("The file ends before what was to be sent.");
                    await _connection.TopLayer.WriteAsync(copy.AsMemory(0, (int)count)).ConfigureAwait(false);
                }

                offset += count;
                left -= count;
                Progressed(count, 0);
            }

            item.Sent!.TrySetResult();
        }
        catch (EndOfStreamException shorter)
        {
            _connection.Abort(ConnectionEndReason.Fault); // the peer was promised more than there is
            item.Sent!.TrySetException(shorter);
            throw;
        }
        catch (Exception failure) when (Connection.IsTransportFailure(failure))
        {
            _connection.Fail(failure);
            item.Sent!.TrySetException(new ConnectionEndedException(_connection.EndReason, failure));
        }
        finally
        {
            if (copy is not null)
                ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private void Progressed(long octets, long octetsOfBuffer)
    {
        TaskCompletionSource? progress;
        lock (_gate)
        {
            Volatile.Write(ref _sentOctets, _sentOctets + octets);
            if (_isDiscarded)
                return;
            _unsent -= octetsOfBuffer;
            _connection.Options.OutputBudget.Add(-octetsOfBuffer);
            Volatile.Write(ref _stuckAt, _connection.After(_connection.Options.SlowReaderTimeout));
            (progress, _progress) = (_progress, null);
        }

        progress?.TrySetResult();
    }
}

using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Postroom.Net;

/// <summary>A connected socket whose reads and writes are tried at once, and wait for a <see cref="SocketPoller"/> where they must.</summary>
/// <remarks>
/// What waits to read goes on on the poller's thread, but for a handshake; what waits to write, or is cancelled, on the thread pool. One read
/// and one write at a time. A read of no octets waits for some to come.
/// </remarks>
internal sealed partial class PolledStream : Stream, IValueTaskSource<int>
{
    private readonly Socket _socket;
    private readonly SocketPoller _poller;
    private readonly ulong _key;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<int> _readable;
    private CancellationTokenRegistration _cancellation;
    private TaskCompletionSource? _writable;
    private bool _isWaiting; // for something to read
    private bool _mayRead; // something may have come since the last try
    private bool _mayWrite; // room may have been made since the last try
    private bool _isInputEnded, _isBroken; // events that come once and hold ever after
    private bool _isDisposed;

    /// <exception cref="IOException">The system cannot watch one more.</exception>
    internal PolledStream(Socket socket)
    {
        (_socket, _poller) = (socket, SocketPoller.Next());
        socket.Blocking = false;
        _key = _poller.Add(this);
        try
        {
            _poller.Watch(_key, socket.SafeHandle);
        }
        catch
        {
            _poller.Remove(_key);
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return WhenReadableAsync(cancellationToken);
        int count = TryReceive(buffer.Span);
        return count >= 0 ? new(count) : ReceiveAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Send(buffer.Span);
        return count == buffer.Length ? ValueTask.CompletedTask : SendAsync(buffer[count..], cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // Nothing is held back here.
    }

    // A deflater tries to write its last block when it is disposed; nobody else comes here.
    public override void Write(byte[] buffer, int offset, int count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        throw new NotSupportedException("A connection never blocks a thread.");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A connection never blocks a thread.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>True while what waits to read goes on on the thread pool all the same: a handshake computes for milliseconds.</summary>
    internal bool LeavesPoller { get; set; }

    /// <summary>The poller has news of the socket.</summary>
    internal void OnEvents(uint what)
    {
        bool wasWaiting = false;
        TaskCompletionSource? writable = null;
        lock (_gate)
        {
            _isBroken |= (what & (NativeEpoll.HangUp | NativeEpoll.Error)) != 0;
            _isInputEnded |= (what & NativeEpoll.PeerHangUp) != 0;
            if (_isBroken || _isInputEnded || (what & NativeEpoll.In) != 0)
            {
                _mayRead = true;
                (wasWaiting, _isWaiting) = (_isWaiting, false);
                if (wasWaiting)
                    NoteRest();
            }

            if (_isBroken || (what & NativeEpoll.Out) != 0)
            {
                _mayWrite = true;
                (writable, _writable) = (_writable, null);
            }
        }

        writable?.TrySetResult();
        if (!wasWaiting)
            return;
        if (LeavesPoller)
            ThreadPool.UnsafeQueueUserWorkItem(static stream => stream.EndWaiting(), this, preferLocal: false);
        else
            EndWaiting();
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        _cancellation.Dispose();
        _cancellation = default;
        return _readable.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _readable.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _readable.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            bool wasWaiting;
            TaskCompletionSource? writable;
            lock (_gate)
            {
                if (_isDisposed)
                    return;
                _isDisposed = true;
                (wasWaiting, _isWaiting) = (_isWaiting, false);
                (writable, _writable) = (_writable, null);
            }

            _poller.Remove(_key);
            _socket.Dispose();
            writable?.TrySetException(new ObjectDisposedException(nameof(PolledStream)));
            if (wasWaiting)
                FailReading(new ObjectDisposedException(nameof(PolledStream)));
        }

        base.Dispose(disposing);
    }

    private ValueTask<int> WhenReadableAsync(CancellationToken cancellationToken)
    {
        short version;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_mayRead || _isInputEnded || _isBroken)
                return new(0);
            if (_isWaiting)
                throw new InvalidOperationException("Another read is pending.");
            BeginRest();
            _readable.Reset();
            version = _readable.Version;
            _isWaiting = true;
        }

        // Whatever ends the wait now, its result is fetched later, by our caller: until then the registration is ours to set.
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (state, token) => ((PolledStream)state!).CancelReading(token), this);
        }

        return new(this, version);
    }

    private void CancelReading(CancellationToken cancelled)
    {
        lock (_gate)
        {
            if (!_isWaiting)
                return;
            _isWaiting = false;
        }

        FailReading(new OperationCanceledException(cancelled));
    }

    // Never on the thread of whoever cancels or closes: it may hold a lock.
    private void FailReading(Exception why) => ThreadPool.UnsafeQueueUserWorkItem(
        static failed => failed.Stream.EndReading(failed.Why), (Stream: this, Why: why), preferLocal: false);

    private void EndWaiting() => _readable.SetResult(0);

    private void EndReading(Exception why) => _readable.SetException(why);

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WhenReadableAsync(cancellationToken).ConfigureAwait(false);
            int count = TryReceive(buffer.Span);
            if (count >= 0)
                return count;
        }
    }

    // -1: nothing is there. Events tell of changes only, so what a full buffer left behind must be remembered, and so must the end.
    private int TryReceive(Span<byte> buffer)
    {
        Interlocked.Exchange(ref _mayRead, false); // a whole barrier: an event that comes after the try is not overwritten
        int count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
            return -1;
        if (error != SocketError.Success)
            throw Failure(error);
        if (count == buffer.Length || count == 0)
            Volatile.Write(ref _mayRead, true);
        return count;
    }

    private int Send(ReadOnlySpan<byte> octets)
    {
        int sent = 0;
        while (sent < octets.Length)
        {
            Interlocked.Exchange(ref _mayWrite, false);
            int count = _socket.Send(octets[sent..], SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
                break;
            if (error != SocketError.Success)
                throw Failure(error);
            sent += count;
        }

        return sent;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        while (!octets.IsEmpty)
        {
            await WhenWritableAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            octets = octets[Send(octets.Span)..];
        }
    }

    private Task WhenWritableAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_mayWrite || _isBroken)
                return Task.CompletedTask;
            _writable ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            WatchFor(NativeEpoll.All);
            return _writable.Task;
        }
    }

    private static IOException Failure(SocketError error)
    {
        var inner = new SocketException((int)error);
        return new IOException(inner.Message, inner);
    }
}

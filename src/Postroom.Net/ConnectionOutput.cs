using System.Buffers;

namespace Postroom.Net;

/// <summary>A connection's write buffer: pooled, in segments, gone when all is sent.</summary>
/// <remarks>One task at a time writes and flushes. What is flushed is sent in the background, in order, while more is written.</remarks>
public sealed partial class ConnectionOutput : IBufferWriter<byte>
{
    private const int FirstSegment = 4 << 10;
    private const int LargestSegment = 64 << 10;

    private readonly Connection _connection;
    private readonly Lock _gate = new();
    private byte[]? _tail;
    private int _tailLength;
    private Outgoing? _unflushed, _unflushedLast; // full segments before the tail
    private Outgoing? _outgoing, _outgoingLast; // flushed, the sender's
    private long _unflushedOctets;
    private long _unsent;
    private long _stuckAt = long.MaxValue;
    private long _sentOctets;
    private bool _isSending;
    private bool _isDiscarded;
    private bool _isLong; // what was flushed last: then much more will come
    private TaskCompletionSource? _progress;

    internal ConnectionOutput(Connection connection) => _connection = connection;

    /// <summary>Octets written and not yet flushed. A printer flushes when this passes some 32 KiB, or when no command waits.</summary>
    public long UnflushedOctets => _unflushedOctets + _tailLength;

    /// <summary>Octets flushed and not yet taken by the system.</summary>
    public long UnsentOctets => Volatile.Read(ref _unsent);

    internal long SentOctets => Volatile.Read(ref _sentOctets);

    /// <summary>When the chunk being sent will have taken too long; the end of time if none is.</summary>
    internal long StuckAt => Volatile.Read(ref _stuckAt);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (_tail?.Length ?? 0) - _tailLength);
        _tailLength += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        byte[] tail = Room(sizeHint);
        return tail.AsMemory(_tailLength);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        byte[] tail = Room(sizeHint);
        return tail.AsSpan(_tailLength);
    }

    /// <summary>Appends octets.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            Span<byte> room = GetSpan();
            int count = Math.Min(room.Length, octets.Length);
            octets[..count].CopyTo(room);
            Advance(count);
            octets = octets[count..];
        }
    }

    /// <summary>Starts sending what is written. Waits only while more is unsent than the write buffer's limit.</summary>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        StartSending(null);
        int limit = _connection.Options.OutputBudget.IsExhausted ? LargestSegment : _connection.Options.WriteBufferLimit;
        return UnsentOctets <= limit ? ValueTask.CompletedTask : WaitUntilUnsentIsAsync(limit, cancellationToken);
    }

    /// <summary>Sends what is written and waits until the system has taken all of it.</summary>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public ValueTask DrainAsync(CancellationToken cancellationToken = default)
    {
        StartSending(null);
        return WaitUntilUnsentIsAsync(0, cancellationToken);
    }

    /// <summary>After the end: forgets everything, fails every waiter.</summary>
    internal void Discard()
    {
        TaskCompletionSource? progress;
        lock (_gate)
        {
            _isDiscarded = true;
            _connection.Options.OutputBudget.Add(-_unsent);
            _unsent = 0;
            FailFiles();
            _outgoing = _outgoingLast = null;
            Volatile.Write(ref _stuckAt, long.MaxValue);
            (progress, _progress) = (_progress, null);
        }

        progress?.TrySetResult();
    }

    private void FailFiles()
    {
        for (Outgoing? item = _outgoing; item is not null; item = item.Next)
            item.Sent?.TrySetException(new ConnectionEndedException(_connection.EndReason));
    }

    private byte[] Room(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        sizeHint = Math.Max(sizeHint, 1);
        if (_tail is not null && _tail.Length - _tailLength >= sizeHint)
            return _tail;
        int next = _tail is not null ? Math.Min(_tail.Length * 4, LargestSegment) : _isLong ? LargestSegment : FirstSegment;
        SealTail();
        _tailLength = 0;
        return _tail = ArrayPool<byte>.Shared.Rent(Math.Max(next, sizeHint));
    }

    private void SealTail()
    {
        if (_tail is not null && _tailLength > 0)
        {
            var full = new Outgoing { Octets = _tail, Length = _tailLength };
            if (_unflushedLast is null)
                _unflushed = full;
            else
                _unflushedLast.Next = full;
            _unflushedLast = full;
            _unflushedOctets += _tailLength;
        }
        else if (_tail is not null)
        {
            ArrayPool<byte>.Shared.Return(_tail);
        }

        (_tail, _tailLength) = (null, 0);
    }

    /// <summary>Hands what is written, then <paramref name="file"/>, to the sender and starts it unless it runs.</summary>
    private void StartSending(Outgoing? file)
    {
        _connection.ThrowIfEnded();
        SealTail();
        _isLong = _unflushedOctets > LargestSegment / 4;
        lock (_gate)
        {
            if (_isDiscarded)
                throw new ConnectionEndedException(_connection.EndReason);
            Append(_unflushed, _unflushedLast);
            Append(file, file);
            _unsent += _unflushedOctets;
            _connection.Options.OutputBudget.Add(_unflushedOctets);
            (_unflushed, _unflushedLast, _unflushedOctets) = (null, null, 0);
            if (_isSending || _outgoing is null)
                return;
            _isSending = true;
        }

        // Runs here until something must be waited for; whatever ends it ends the connection, and is told there.
        _ = SendAsync();
    }

    private void Append(Outgoing? first, Outgoing? last)
    {
        if (first is null)
            return;
        if (_outgoingLast is null)
            _outgoing = first;
        else
            _outgoingLast.Next = first;
        _outgoingLast = last;
    }

    private async ValueTask WaitUntilUnsentIsAsync(long limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                _connection.ThrowIfEnded();
                // The last file's octets are not counted as unsent, but the sender is still at it.
                if (_isDiscarded || (_unsent <= limit && (limit > 0 || !_isSending)))
                    return;
                progress = (_progress ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Buffers;

namespace Postroom.Net;

public sealed partial class Connection
{
    private const int SmallBuffer = 4 << 10; // a command; what an idle-again session needs first
    private const int LargeBuffer = 64 << 10; // a message coming in
    private const int LingerOctets = 1 << 20;

    private byte[]? _input;
    private int _inputStart;
    private int _inputEnd;
    private int _nextBuffer = SmallBuffer;
    private int _reading;

    /// <summary>Octets received and not consumed. Valid until the next <see cref="ReadAsync"/>, or <see cref="Consume"/> of the last one.</summary>
    public ReadOnlyMemory<byte> Input => _input.AsMemory(_inputStart, _inputEnd - _inputStart);

    /// <summary>True once the peer has said that it sends no more. It may still be reading.</summary>
    public bool IsInputEnded { get; private set; }

    /// <summary>True if octets are here that nobody has consumed, in our buffer or (without TLS) in the system's.</summary>
    public bool HasInputWaiting
    {
        get
        {
            if (_inputEnd > _inputStart)
                return true;
            try
            {
                return PlainSocket is { Available: > 0 };
            }
            catch (Exception gone) when (IsTransportFailure(gone))
            {
                return false; // the next read says why
            }
        }
    }

    /// <summary>Called before a wait for input, with none left to consume, if one is needed: to send what was held back. True if nothing is under way, so that it is
    /// the peer's turn: where it has been quick (on the same machine), its next octets are looked for for a moment.</summary>
    public Func<bool>? Resting { get; set; }

    /// <summary>How often input was found by looking for it.</summary>
    internal int FoundByPolling => _transport is PolledStream polled ? polled.FoundByPolling : 0;

    /// <summary>Takes octets off the front of <see cref="Input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public void Consume(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets, _inputEnd - _inputStart);
        _inputStart += octets;
    }

    /// <summary>Waits for more input and adds it to <see cref="Input"/>; false at its end.</summary>
    /// <remarks>While it waits with all input consumed it holds no buffer. Cancelling it loses nothing: it can be called again.</remarks>
    /// <exception cref="ConnectionEndedException">The connection has ended, or ended while waiting.</exception>
    /// <exception cref="InvalidOperationException">Another read is pending.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        bool came = await ReadAtRestAsync(cancellationToken).ConfigureAwait(false);
        await LeavePollerAsync().ConfigureAwait(false);
        return came;
    }

    /// <summary>True on a thread that waits for sockets: one of few, so only what is short may be done here. A short wait for a disk is.</summary>
    public static bool IsOnPoller => SocketPoller.IsThisThread;

    /// <summary>As <see cref="ReadAsync"/>, but goes on wherever the octets were noticed: on Linux one of the few threads that wait for sockets.</summary>
    /// <remarks>For who has little to do: what waits for more than a short read, or another task's lock, or computes much leaves that thread first.</remarks>
    internal async ValueTask<bool> ReadAtRestAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        if (IsInputEnded)
            return false;
        if (!TryStartReading())
            throw new InvalidOperationException("Another read is pending on this connection: only one task may read.");
        try
        {
            if (_inputStart == _inputEnd)
            {
                ReleaseInput();
                await RestAsync(cancellationToken).ConfigureAwait(false);
            }

            MakeRoom();
            int wanted = _input!.Length - _inputEnd;
            int count = await _stream.ReadAsync(_input.AsMemory(_inputEnd), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                IsInputEnded = true;
                if (_inputStart == _inputEnd)
                    ReleaseInput();
                return false;
            }

            _inputEnd += count;
            ReadOctets += count;
            _nextBuffer = count == wanted ? Math.Min(_input.Length * 4, LargeBuffer) : count <= SmallBuffer ? SmallBuffer : _nextBuffer;
            return true;
        }
        catch (Exception failure) when (IsTransportFailure(failure))
        {
            throw Fail(failure);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    // A zero-byte read completes when there is something: until then nothing is rented.
    private ValueTask<int> RestAsync(CancellationToken cancellationToken)
    {
        if (Resting is not { } resting || _transport is not PolledStream polled)
            return _stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
        polled.StartBusyPolling(Options.BusyPollTime);
        try
        {
            ValueTask<int> something = _stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
            if (!something.IsCompleted && resting())
                polled.BusyPoll();
            return something;
        }
        finally
        {
            polled.StopBusyPolling();
        }
    }

    /// <summary>Has the system acknowledge what was received now, not with the next answer (Linux: TCP_QUICKACK, which holds until it is used up).</summary>
    internal void AcknowledgeAtOnce()
    {
        const int Tcp = 6, QuickAck = 12;
        ReadOnlySpan<byte> on = [1, 0, 0, 0];
        if (_socket is null || !OperatingSystem.IsLinux())
            return;
        try
        {
            _socket.SetRawSocketOption(Tcp, QuickAck, on);
        }
        catch (Exception gone) when (IsTransportFailure(gone))
        {
            // The next read says why.
        }
    }

    /// <summary>Forgets what was received but not consumed; gives how many octets that were.</summary>
    internal int DropInput()
    {
        int dropped = _inputEnd - _inputStart;
        ReleaseInput();
        return dropped;
    }

    private ReadOnlyMemory<byte> TakeInput()
    {
        byte[] taken = _inputEnd > _inputStart ? _input.AsSpan(_inputStart, _inputEnd - _inputStart).ToArray() : [];
        ReleaseInput();
        return taken;
    }

    private void TakeAsInput(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        _input = ArrayPool<byte>.Shared.Rent(Math.Max(octets.Length, SmallBuffer));
        octets.CopyTo(_input);
        (_inputStart, _inputEnd) = (0, octets.Length);
        ReadOctets += octets.Length;
    }

    private static async ValueTask LeavePollerAsync()
    {
        if (!Thread.CurrentThread.IsThreadPoolThread)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }

    private bool TryStartReading() => Interlocked.CompareExchange(ref _reading, 1, 0) == 0;

    private void MakeRoom()
    {
        if (_input is null)
        {
            _input = ArrayPool<byte>.Shared.Rent(_nextBuffer);
            return;
        }

        if (_inputEnd < _input.Length)
            return;
        int held = _inputEnd - _inputStart;
        byte[] target = _inputStart > 0 ? _input : ArrayPool<byte>.Shared.Rent(_input.Length * 2);
        _input.AsSpan(_inputStart, held).CopyTo(target);
        if (target != _input)
            ArrayPool<byte>.Shared.Return(_input);
        (_input, _inputStart, _inputEnd) = (target, 0, held);
    }

    private void ReleaseInput()
    {
        if (_input is not null)
            ArrayPool<byte>.Shared.Return(_input);
        (_input, _inputStart, _inputEnd) = (null, 0, 0);
    }
}

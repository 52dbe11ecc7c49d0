using System.Diagnostics;
using System.Net.Sockets;

namespace Postroom.Net;

/// <summary>Looks for the next input for a moment, instead of sleeping at once, where the peer has been quick (ADR 0015).</summary>
/// <remarks>
/// Epoll is told of nothing meanwhile, or it would wake a thread for each command that is found here; and not told anew between one
/// command and the next. So who is watched for nothing and waits must be found here, or be watched again before this is left.
/// </remarks>
internal sealed partial class PolledStream
{
    private const int QuickRests = 4; // so many in a row, and it is worth looking
    private const int RestsAfterFailure = -16; // that many more after looking in vain, so that it costs next to nothing

    private uint _watched = NativeEpoll.All;
    private TimeSpan _longest; // to look, for the wait that begins now; zero if neither BusyPoll nor StopBusyPolling follows it
    private long _restedAt; // 0: its length says nothing
    private TimeSpan _quickRest; // what is one
    private int _quickRests;
    private int _found;

    /// <summary>How often input was found by looking for it.</summary>
    internal int FoundByPolling => Volatile.Read(ref _found);

    /// <summary>To be called before a read of no octets that <see cref="BusyPoll"/> may follow; <see cref="StopBusyPolling"/> ends it in any case.</summary>
    /// <param name="longest">To look; waking up may take a sleeping core as long again.</param>
    internal void StartBusyPolling(TimeSpan longest) => _longest = longest;

    /// <summary>Looks for the input that a read waits for, if that is likely to come soon and nobody needs this thread.</summary>
    internal void BusyPoll()
    {
        if (_quickRests < QuickRests || _longest <= TimeSpan.Zero || !SocketPoller.IsThisThreadFree || !BusyPolling.TryEnter())
            return;
        try
        {
            if (!TryWatchForNothing())
                return;
            long began = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref _isWaiting))
            {
                if (_socket.Poll(0, SelectMode.SelectRead))
                {
                    Interlocked.Increment(ref _found);
                    OnEvents(NativeEpoll.In); // over TLS it may have to wait for the rest of a record
                    continue;
                }

                if (Stopwatch.GetElapsedTime(began) > _longest)
                {
                    _quickRests = RestsAfterFailure;
                    return;
                }

                Thread.Yield(); // the peer may be on this machine, and on this core
            }
        }
        catch (Exception gone) when (Connection.IsTransportFailure(gone))
        {
            // Closed meanwhile: whoever closed it has ended the read.
        }
        finally
        {
            BusyPolling.Leave();
        }
    }

    /// <summary>What still waits is epoll's to notice from now on.</summary>
    internal void StopBusyPolling()
    {
        lock (_gate)
        {
            _longest = TimeSpan.Zero;
            if (_isWaiting)
                WatchForInput();
        }
    }

    // A wait begins; under the gate.
    private void BeginRest()
    {
        _restedAt = 0;
        if (_longest > TimeSpan.Zero)
            (_restedAt, _quickRest) = (Stopwatch.GetTimestamp(), 2 * _longest);
        else
            WatchForInput();
    }

    // It is over, as something has come; under the gate.
    private void NoteRest()
    {
        if (_restedAt == 0)
            return;
        bool wasQuick = Stopwatch.GetElapsedTime(_restedAt) <= _quickRest;
        _quickRests = wasQuick ? Math.Min(_quickRests + 1, QuickRests) : Math.Min(_quickRests, 0);
        _restedAt = 0;
    }

    private bool TryWatchForNothing()
    {
        lock (_gate)
        {
            if (!_isWaiting || _writable is not null)
                return false;
            WatchFor(NativeEpoll.Nothing);
            return true;
        }
    }

    // Under the gate.
    private void WatchForInput()
    {
        if (_watched == NativeEpoll.Nothing)
            WatchFor(NativeEpoll.Input);
    }

    // Under the gate. What is so already is reported anew.
    private void WatchFor(uint what)
    {
        if (_watched == what || _isDisposed)
            return;
        _poller.Change(_key, _socket.SafeHandle, what);
        _watched = what;
    }
}

using Postroom.Net;

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    private long _lastOctet; // timestamp of the client's last octets
    private long _loginUntil;
    private Action? _stillHere; // set while IDLE runs: the router between must see life
    private long _nextStillHere;

    private TimeProvider Clock => Server.Time;

    private void StartClock()
    {
        Connection.DeadlineReached = OnDeadlineAsync;
        _loginUntil = Clock.GetTimestamp() + Ticks(Server.Options.LoginTimeout);
        Touch();
    }

    /// <summary>The client sent something: its time begins anew (RFC 3501 §5.4). Before login it does not.</summary>
    private void Touch()
    {
        Volatile.Write(ref _lastOctet, Clock.GetTimestamp());
        SetDeadline();
    }

    private void SetDeadline()
    {
        long end = IsLoggedIn ? Volatile.Read(ref _lastOctet) + Ticks(Server.Options.IdleTimeout) : _loginUntil;
        long next = Volatile.Read(ref _stillHere) is null ? end : Math.Min(end, Volatile.Read(ref _nextStillHere));
        Connection.Deadline = next;
    }

    private ValueTask OnDeadlineAsync(Connection connection)
    {
        long now = Clock.GetTimestamp();
        long end = IsLoggedIn ? Volatile.Read(ref _lastOctet) + Ticks(Server.Options.IdleTimeout) : _loginUntil;
        Action? stillHere = Volatile.Read(ref _stillHere);
        if (now >= end && (stillHere is not null || !IsLoggedIn || _scheduler.IsIdle))
        {
            End(ConnectionEndReason.IdleTimeout, IsLoggedIn ? "Autologout: nothing was heard for too long" : "Login took too long");
            return ValueTask.CompletedTask;
        }

        if (now >= end)
        {
            Volatile.Write(ref _lastOctet, now); // it waits for an answer of ours: that is not idle
        }

        bool isDue = now >= Volatile.Read(ref _nextStillHere);
        if (isDue)
        {
            Volatile.Write(ref _nextStillHere, now + Ticks(Server.Options.StillHereInterval));
        }

        SetDeadline();
        if (isDue)
        {
            stillHere?.Invoke();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>While IDLE runs: <paramref name="stillHere"/> is called every two minutes; null when it is over.</summary>
    /// <remarks>The first time comes earlier, for each session by another part: thousands that came at once are not told at once ever after (INVARIANTS 11).</remarks>
    internal void KeepAlive(Action? stillHere)
    {
        Volatile.Write(ref _nextStillHere, Clock.GetTimestamp() + Ticks(Server.Options.StillHereInterval * (0.5 + (Server.NextSpread() / 2))));
        Volatile.Write(ref _stillHere, stillHere);
        SetDeadline();
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Clock.TimestampFrequency);
}

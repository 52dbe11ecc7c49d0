using Postroom.Net;

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    private long _lastOctet; // timestamp of the client's last octets
    private long _loginUntil;
    private Action? _stillHere; // set while IDLE runs: the router between must see life
    private long _nextStillHere;
    private long _nextProgress; // when a command that is still running says so

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
        long now = Clock.GetTimestamp();
        Volatile.Write(ref _lastOctet, now);
        Volatile.Write(ref _nextProgress, Protocol.TellsProgress ? now + Ticks(Server.Options.ProgressInterval) : long.MaxValue);
        SetDeadline();
    }

    private void SetDeadline()
    {
        long end = IsLoggedIn ? Volatile.Read(ref _lastOctet) + Ticks(Server.Options.IdleTimeout) : _loginUntil;
        Connection.Deadline = Math.Min(end, Volatile.Read(ref _stillHere) is null ? Volatile.Read(ref _nextProgress) : Volatile.Read(ref _nextStillHere));
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

        if (stillHere is null && now >= Volatile.Read(ref _nextProgress))
        {
            Volatile.Write(ref _nextProgress, TryTellProgress() ? now + Ticks(Server.Options.ProgressInterval) : long.MaxValue);
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

    /// <summary>Says of the command that has been running longest that it is being worked on, unless somebody holds the turn and is saying something anyway.</summary>
    /// <returns>False when nothing runs: then there is nothing to say until the client has sent something.</returns>
    internal bool TryTellProgress()
    {
        if (_scheduler.Oldest is not { } command)
        {
            return !_scheduler.IsIdle;
        }

        bool isMeantToWait = (command.Traits & CommandTraits.TakesLines) != 0; // for the client
        if (IsLoggedIn && !isMeantToWait && !Output.IsBroken && Output.TryEnter())
        {
            try
            {
                if (!command.IsAnswered) // behind the OK of COMPRESS it would be taken for compressed octets
                {
                    Progress.Write(Output.Buffer, Dialect, command.Tag);
                }
            }
            finally
            {
                Output.Leave();
            }

            Output.RequestFlush();
        }
        else
        {
            Output.AskForLife();
        }

        return true;
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

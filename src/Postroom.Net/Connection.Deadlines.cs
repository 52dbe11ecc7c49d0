namespace Postroom.Net;

public sealed partial class Connection
{
    private const long Never = long.MaxValue;

    private long _deadline = Never; // the door's
    private long _guard = Never; // ours: a handshake, a close
    private ConnectionEndReason _guardReason;

    /// <summary>When the door's deadline passes, as a timestamp of <see cref="ConnectionOptions.Time"/>; null if there is none.</summary>
    public long? Deadline
    {
        get => Volatile.Read(ref _deadline) is not Never and var at ? at : null;
        set => Volatile.Write(ref _deadline, value ?? Never);
    }

    /// <summary>Called once on a pool thread when the deadline has passed (it is cleared first); null aborts with
    /// <see cref="ConnectionEndReason.IdleTimeout"/>.</summary>
    /// <remarks>A door uses it to say goodbye, or to say "still here" and set the next deadline. What it throws aborts the connection.</remarks>
    public Func<Connection, ValueTask>? DeadlineReached { get; set; }

    /// <summary>Sets the deadline this long from now; it replaces the one before. A sweep (a second) is its precision.</summary>
    public void SetDeadline(TimeSpan fromNow) => Deadline = After(fromNow);

    /// <summary>Takes the deadline away.</summary>
    public void ClearDeadline() => Deadline = null;

    internal bool IsDue(long now) =>
        now >= Volatile.Read(ref _deadline) || now >= Volatile.Read(ref _guard) || now >= Output.StuckAt;

    /// <summary>The sweeper saw that something is due; does what that asks for.</summary>
    internal void ActOnTime()
    {
        long now = Options.Time.GetTimestamp();
        if (now >= Volatile.Read(ref _guard))
        {
            Abort(_guardReason);
            // A close in progress has its reason already, and still waits for the peer.
            Release();
        }
        else if (now >= Output.StuckAt)
        {
            Abort(ConnectionEndReason.SlowReader);
        }
        else if (Volatile.Read(ref _deadline) is not Never and var at && now >= at &&
                 Interlocked.CompareExchange(ref _deadline, Never, at) == at)
        {
            if (DeadlineReached is { } handler)
                _ = RunDeadlineAsync(handler);
            else
                Abort(ConnectionEndReason.IdleTimeout);
        }
    }

    internal long After(TimeSpan fromNow) =>
        Options.Time.GetTimestamp() + (long)(fromNow.TotalSeconds * Options.Time.TimestampFrequency);

    private async Task RunDeadlineAsync(Func<Connection, ValueTask> handler)
    {
        try
        {
            await handler(this).ConfigureAwait(false);
        }
        catch (ConnectionEndedException)
        {
            // It ended by itself meanwhile.
        }
        catch (Exception fault)
        {
            Fault = fault;
            Abort(ConnectionEndReason.Fault);
        }
    }

    /// <summary>What a deadline's handler threw, for the listener's observer.</summary>
    internal Exception? Fault { get; private set; }

    private void Guard(TimeSpan timeout, ConnectionEndReason reason)
    {
        _guardReason = reason;
        Volatile.Write(ref _guard, After(timeout));
    }

    private void Unguard() => Volatile.Write(ref _guard, Never);
}

namespace Postroom.Imap.Server;

/// <summary>Wakes an IDLE: something was published, or it is time to say "Still here". Many wakes before it looks are one.</summary>
internal sealed class IdleNews : IDisposable
{
    private readonly ImapSession _session;
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stillHere;

    internal IdleNews(ImapSession session)
    {
        _session = session;
        session.Published += Wake;
        session.KeepAlive(SayStillHere);
    }

    /// <summary>Completes at the next wake since the last call, at once if there was one.</summary>
    internal Task NextAsync()
    {
        lock (_gate)
        {
            return _next.Task;
        }
    }

    /// <summary>Call it when <see cref="NextAsync"/> has completed and before looking: later wakes are new ones.</summary>
    /// <returns>True if "Still here" is due.</returns>
    internal bool TakeStillHere()
    {
        lock (_gate)
        {
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            bool due = _stillHere;
            _stillHere = false;
            return due;
        }
    }

    public void Dispose()
    {
        _session.Published -= Wake;
        _session.KeepAlive(null);
    }

    private void SayStillHere()
    {
        lock (_gate)
        {
            _stillHere = true;
        }

        Wake();
    }

    private void Wake()
    {
        lock (_gate)
        {
            _next.TrySetResult();
        }
    }
}

namespace Postroom.Imap.Server;

/// <summary>A command's work that may be long: done in slices, others having their turn between them, until the time limit or the session's end.</summary>
internal sealed class LongWork : IDisposable
{
    internal const int SliceUnits = 1 << 19; // a millisecond or two

    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _session;
    private int _left; // of this slice
    private bool _hasBegun; // the first slice begins where the command does

    internal LongWork(ImapServer server, CancellationToken cancellationToken)
    {
        _session = cancellationToken;
        _limit = new CancellationTokenSource(server.Options.SearchTimeLimit, server.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
    }

    /// <summary>Cancelled at the time limit, and when the session ends.</summary>
    internal CancellationToken Token => _either.Token;

    /// <summary>True if it was the time limit that ended the work.</summary>
    internal bool IsOverLimit => _limit.IsCancellationRequested && !_session.IsCancellationRequested;

    /// <summary>Before work of about <paramref name="units"/> octets looked at: at a slice's end others are let in first.</summary>
    /// <exception cref="OperationCanceledException">The time is over, or nobody waits for the answer any more.</exception>
    internal ValueTask SpendAsync(int units) => SpendAsync(units, Token);

    /// <summary>Likewise for the writing of an answer, which the time limit no longer cuts.</summary>
    internal ValueTask SpendOnAnswerAsync(int units) => SpendAsync(units, _session);

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }

    private async ValueTask SpendAsync(int units, CancellationToken cancellationToken)
    {
        if ((_left -= units) > 0)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_hasBegun)
        {
            await Task.Yield();
        }

        (_left, _hasBegun) = (SliceUnits, true);
    }
}

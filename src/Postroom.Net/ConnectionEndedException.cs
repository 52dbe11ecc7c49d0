namespace Postroom.Net;

/// <summary>The connection is over, so what was asked of it cannot be done. It is a cancellation: nothing went wrong here.</summary>
public sealed class ConnectionEndedException : OperationCanceledException
{
    internal ConnectionEndedException(ConnectionEndReason reason, Exception? inner = null)
        : base($"The connection has ended: {reason}.", inner) => Reason = reason;

    /// <summary>Why; never <see cref="ConnectionEndReason.None"/>.</summary>
    public ConnectionEndReason Reason { get; }
}

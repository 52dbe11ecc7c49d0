namespace Postroom.Net;

/// <summary>Why a connection ended; the first reason wins.</summary>
public enum ConnectionEndReason
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>Closed by us in good order, all output sent.</summary>
    Completed,

    /// <summary>The peer closed or reset it, or the network did.</summary>
    PeerGone,

    /// <summary>Its deadline passed.</summary>
    IdleTimeout,

    /// <summary>The peer took no output for too long.</summary>
    SlowReader,

    /// <summary>The TLS handshake failed, or a TLS record was bad.</summary>
    TlsFailed,

    /// <summary>The TLS handshake took too long.</summary>
    TlsTimeout,

    /// <summary>The peer went over a limit after which the stream cannot be trusted.</summary>
    Limit,

    /// <summary>The server stops.</summary>
    Shutdown,

    /// <summary>An administrator's act ended it: the account it was for is gone, or is no longer open to it.</summary>
    Dismissed,

    /// <summary>A fault of ours.</summary>
    Fault,

    /// <summary>What a proxy had to say of its client was wrong, or did not come.</summary>
    ProxyFailed,
}

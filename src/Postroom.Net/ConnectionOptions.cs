namespace Postroom.Net;

/// <summary>What every connection is held to, whatever protocol it speaks.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The clock of all deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What ends connections that are late; null takes the process's own, on the system's clock.</summary>
    /// <remarks>Must run on the same clock as <see cref="Time"/>.</remarks>
    public Sweeper? Sweeper { get; init; }

    /// <summary>Octets that may wait to be sent before a flush waits too. 1 MiB: a pipelining client that reads late still works.</summary>
    public int WriteBufferLimit { get; init; } = 1 << 20;

    /// <summary>What all connections together may have waiting; beyond it each one waits at 64 KiB. Share one among all doors.</summary>
    public OutputBudget OutputBudget { get; init; } = OutputBudget.Shared;

    /// <summary>How long the peer may take none of a chunk (at most 64 KiB). 5 minutes: a phone in a tunnel comes back.</summary>
    public TimeSpan SlowReaderTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to look for the next command of a peer that has been quick (<see cref="Connection.Resting"/>) instead of sleeping at once; zero for never. Linux only.</summary>
    public TimeSpan BusyPollTime { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>How long a TLS handshake may take. 15 s is many round trips on a bad line.</summary>
    public TimeSpan TlsHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a proxy may take to say whom it speaks for. It does so at once; 10 s outlive a lost packet or two.</summary>
    public TimeSpan ProxyHeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an orderly close may take before it becomes an abort.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

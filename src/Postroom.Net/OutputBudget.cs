namespace Postroom.Net;

/// <summary>Octets that all connections together have waiting to be sent, so that many slow readers cannot fill the memory.</summary>
/// <param name="limitOctets">Beyond it every connection gets only the small write buffer.</param>
public sealed class OutputBudget(long limitOctets)
{
    private long _waiting;

    /// <summary>The process's own: 128 MiB, half of what a hostile crowd may cost (docs/limits.md).</summary>
    public static OutputBudget Shared { get; } = new(128L << 20);

    /// <summary>Octets waiting now.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    internal bool IsExhausted => Waiting > limitOctets;

    internal void Add(long octets) => Interlocked.Add(ref _waiting, octets);
}

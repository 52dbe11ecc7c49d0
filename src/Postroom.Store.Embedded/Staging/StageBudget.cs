namespace Postroom.Store.Embedded.Staging;

/// <summary>Octets that all messages on their way in hold in memory. Nobody waits for it: once it is used up, messages of more than a block go to files.</summary>
internal sealed class StageBudget(long limit)
{
    private long _held;

    internal bool IsExhausted => Volatile.Read(ref _held) >= limit;

    /// <summary>Takes so much, or gives it back where it is negative.</summary>
    internal void Add(long octets) => Interlocked.Add(ref _held, octets);
}

namespace Postroom.Imap.Server;

/// <summary>What all sessions together hold of something. Nobody waits for it: beyond the limit each makes do with little, or without.</summary>
internal sealed class SharedBudget(long limit)
{
    private long _held;

    /// <summary>Held now.</summary>
    internal long Held => Volatile.Read(ref _held);

    internal bool IsExhausted => Held >= limit;

    /// <summary>Takes so much, or gives it back where it is negative.</summary>
    internal void Add(long amount) => Interlocked.Add(ref _held, amount);

    /// <summary>Takes one more, if that is within the limit.</summary>
    internal bool TryTakeOne() => TryTake(1);

    /// <summary>Takes so much, if that is within the limit.</summary>
    internal bool TryTake(long amount)
    {
        if (Interlocked.Add(ref _held, amount) <= limit)
        {
            return true;
        }

        Interlocked.Add(ref _held, -amount);
        return false;
    }
}

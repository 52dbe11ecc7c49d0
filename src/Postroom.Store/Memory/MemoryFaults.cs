namespace Postroom.Store.Memory;

/// <summary>Switches for what can go wrong below the mail rules.</summary>
public sealed class MemoryFaults
{
    private int _failCommits;
    private int _isFull;

    /// <summary>So many commits from now on fail as on a broken disk; nothing of them is kept.</summary>
    public void FailCommits(int count) => Volatile.Write(ref _failCommits, count);

    /// <summary>While true: a commit that brings message bytes fails, as on a full disk; others go through.</summary>
    public bool IsFull
    {
        get => Volatile.Read(ref _isFull) != 0;
        set => Volatile.Write(ref _isFull, value ? 1 : 0);
    }

    /// <summary>Called at the beginning of every read of rows or bytes: there time may pass.</summary>
    public Action? OnRead { get; set; }

    internal bool TakeFailure()
    {
        int left = Volatile.Read(ref _failCommits);
        while (left > 0)
        {
            int seen = Interlocked.CompareExchange(ref _failCommits, left - 1, left);
            if (seen == left)
            {
                return true;
            }

            left = seen;
        }

        return false;
    }
}

namespace Postroom.Store;

/// <summary>Memory for rows and messages being searched, which all searches of a server share: who finds none left waits, first come first served.</summary>
/// <remarks>A search holds one share at a time and never waits with another in hand, so that they cannot wait for one another for ever.</remarks>
public sealed class SearchMemory
{
    private readonly long _all;
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private long _free;

    /// <summary>So much in all.</summary>
    public SearchMemory(long octets) => _all = _free = octets;

    /// <summary>What nobody holds at the moment.</summary>
    public long FreeOctets
    {
        get
        {
            lock (_gate)
            {
                return _free;
            }
        }
    }

    /// <summary>Waits for a share; give it back by <see cref="Return"/>. All there is serves for one that is larger.</summary>
    /// <returns>How much it came to.</returns>
    public async ValueTask<long> TakeAsync(long wanted, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        wanted = Math.Min(wanted, _all);
        LinkedListNode<Waiter> node;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _free >= wanted)
            {
                _free -= wanted;
                return wanted;
            }

            node = _waiting.AddLast(new Waiter(wanted));
        }

        await using (cancellationToken.UnsafeRegister(_ => GiveUp(node, cancellationToken), null).ConfigureAwait(false))
        {
            await node.Value.Turn.Task.ConfigureAwait(false);
        }

        return wanted;
    }

    /// <summary>Gives a share back: those who wait go on.</summary>
    public void Return(long octets)
    {
        lock (_gate)
        {
            _free += octets;
            Serve();
        }
    }

    private void GiveUp(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is not null) // else its turn has come
            {
                _waiting.Remove(node);
                node.Value.Turn.SetCanceled(cancellationToken);
                Serve();
            }
        }
    }

    // Continuations run elsewhere, not under the lock.
    private void Serve()
    {
        while (_waiting.First is { } first && first.Value.Octets <= _free)
        {
            _waiting.RemoveFirst();
            _free -= first.Value.Octets;
            first.Value.Turn.SetResult();
        }
    }

    private sealed record Waiter(long Octets)
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

namespace Postroom.Store.Embedded.Accounts;

/// <summary>An account's readers that nobody uses now. The last that came goes first: its pages are warmest. Safe for several threads.</summary>
/// <remarks>Not a ConcurrentBag: what it keeps for each thread outlives an account that was closed until it was collected twice.</remarks>
internal sealed class IdleReaders
{
    private const int Most = 4; // as many as a FETCH of cold bodies has at once: opening one costs as much as reading a hundred messages

    private readonly Lock _gate = new();
    private readonly AccountReader?[] _readers = new AccountReader?[Most];
    private int _count;
    private bool _isClosed;

    /// <summary>One of them; null when there is none.</summary>
    internal AccountReader? Take()
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                return null;
            }

            AccountReader? reader = _readers[--_count];
            _readers[_count] = null;
            return reader;
        }
    }

    /// <summary>Keeps one for later; disposes it where there are enough, and once they were closed.</summary>
    internal void Return(AccountReader reader)
    {
        lock (_gate)
        {
            if (!_isClosed && _count < Most)
            {
                _readers[_count++] = reader;
                return;
            }
        }

        reader.Dispose();
    }

    /// <summary>Disposes them, and whatever is returned from now on.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        while (Take() is { } reader)
        {
            reader.Dispose();
        }
    }
}

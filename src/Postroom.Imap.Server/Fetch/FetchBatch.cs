using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>Messages that are printed one after the other, whose rows are read at once.</summary>
internal sealed class FetchBatch : IDisposable
{
    private const int MostMessages = 1000;
    private const int MostDerived = 256; // a derived row has 1 to 2 KiB as a rule
    private const int MostHeaders = 128; // a header row has up to 16 KiB, and 1 to 2 as a rule
    private const long DerivedOctets = 16 << 20; // what the rows may come to, as guessed below
    private const long MaxDerivedRowOctets = 2 << 20;

    private readonly SessionView _view;
    private readonly FetchNeeds _needs;
    private readonly int _most;
    private readonly int[] _sequences;
    private readonly uint[] _uids;
    private readonly FetchPlace[] _places;
    private readonly EmailKey[] _keys;

    /// <summary>Without messages.</summary>
    /// <param name="view">Whose they are.</param>
    /// <param name="needs">Which rows are read.</param>
    /// <param name="messages">No more than so many will come.</param>
    internal FetchBatch(SessionView view, FetchNeeds needs, int messages)
    {
        (_view, _needs) = (view, needs);
        _most = Math.Min(messages, (needs & FetchNeeds.Header) != 0 ? MostHeaders : (needs & FetchNeeds.Derived) != 0 ? MostDerived : MostMessages);
        _sequences = ArrayStock.Rent<int>(_most);
        _uids = ArrayStock.Rent<uint>(_most);
        _places = ArrayStock.Rent<FetchPlace>(_most);
        _keys = ArrayStock.Rent<EmailKey>(_most);
    }

    /// <summary>How many messages, some of which may be gone for good.</summary>
    internal int Count { get; private set; }

    internal int SequenceOf(int i) => _sequences[i];

    internal uint UidOf(int i) => _uids[i];

    internal FetchPlace PlaceOf(int i) => _places[i];

    /// <summary>Takes the next messages of <paramref name="walk"/>, found in <paramref name="now"/>.</summary>
    /// <returns>The walk behind them.</returns>
    internal async ValueTask<SelectionWalk> FillAsync(SelectionWalk walk, MailboxSnapshot now, CancellationToken cancellationToken)
    {
        SelectionWalk all = walk;
        Count = all.Take(_sequences.AsSpan(0, _most), _uids.AsSpan(0, _most));
        await FindAsync(now, cancellationToken);
        int taken = Math.Max(1, EndOfRows());
        if (taken >= Count)
        {
            return all;
        }

        Count = walk.Take(_sequences.AsSpan(0, taken), _uids.AsSpan(0, taken));
        return walk;
    }

    /// <summary>The rows, for the caller to dispose.</summary>
    internal Task<FetchRows> ReadRowsAsync(CancellationToken cancellationToken) => FetchRows.ReadAsync(_view.Mailbox, _needs, Keys(), cancellationToken);

    public void Dispose()
    {
        ArrayStock.Return(_sequences);
        ArrayStock.Return(_uids);
        Array.Clear(_places); // they hold messages
        ArrayStock.Return(_places);
        ArrayStock.Return(_keys);
    }

    private async ValueTask FindAsync(MailboxSnapshot now, CancellationToken cancellationToken)
    {
        if (FindIn(now) is not { } gone)
        {
            return;
        }

        // Expunged elsewhere, and the client has not been told: it can still be read (INVARIANTS 9).
        foreach (ExpungedMessage message in await _view.Mailbox.ReadExpungedAsync(gone, _view.ExpungesToldUpTo, cancellationToken))
        {
            int at = _uids.AsSpan(0, Count).IndexOf(message.Uid.Value);
            if (at >= 0)
            {
                _places[at] = new(null, 0, message);
            }
        }
    }

    private UidSet? FindIn(MailboxSnapshot now)
    {
        UidSetBuilder? gone = null;
        var cursor = new SnapshotCursor(now);
        bool isLastFirst = Count > 1 && _uids[0] > _uids[1];
        for (int n = 0; n < Count; n++)
        {
            int i = isLastFirst ? Count - 1 - n : n; // ascending: each costs next to nothing
            if (cursor.TryFind(_uids[i], out MessageChunk chunk, out int index))
            {
                _places[i] = new(chunk, index, null);
            }
            else
            {
                _places[i] = default;
                (gone ??= new()).Add(new Uid(_uids[i]));
            }
        }

        return gone?.ToUidSet();
    }

    // A message of thousands of parts has a row of a megabyte, and may be small itself: seven octets make a part of a row's seventy.
    private int EndOfRows()
    {
        if ((_needs & FetchNeeds.Derived) == 0)
        {
            return Count;
        }

        int end = 0;
        for (long octets = 0; end < Count && octets < DerivedOctets; end++)
        {
            octets += Math.Min(_places[end].Size * 8, MaxDerivedRowOctets);
        }

        return end;
    }

    // In the order of the messages, so the rows come back in it; messages that are gone for good have no key.
    private ReadOnlyMemory<EmailKey> Keys()
    {
        int found = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_places[i].IsFound)
            {
                _keys[found++] = _places[i].Email;
            }
        }

        return _keys.AsMemory(0, found);
    }
}

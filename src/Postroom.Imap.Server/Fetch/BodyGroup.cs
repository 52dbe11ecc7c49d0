using System.Diagnostics;
using System.Runtime.InteropServices;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>Small bodies, or pieces of them, of some messages in a row of a batch: read together.</summary>
/// <param name="budget">Counts the octets that are held.</param>
internal sealed class BodyGroup(SharedBudget budget)
{
    private static readonly TimeSpan WorthAHandOver = TimeSpan.FromMicroseconds(150); // two of them cost some 50; what is in memory comes in 70

    private int _next;
    private BlobSet? _read;
    private Task<BlobSet>? _reading;
    private long _held;
    private bool _isBegun;
    private TimeSpan _took;

    /// <summary>What the messages want, in their order.</summary>
    internal List<LocatedBlob> Located { get; } = [];

    /// <summary>What is read of it.</summary>
    internal List<BlobPiece> Pieces { get; } = [];

    /// <summary>The first message of the batch behind these.</summary>
    internal int End { get; set; }

    /// <summary>The budget is spent: read each piece when its turn comes, large ones piece by piece.</summary>
    internal bool IsScarce { get; private set; }

    /// <summary>Reading took so long that another thread might as well have done it meanwhile: the disk had to be waited for, or the system for memory.</summary>
    internal bool WasSlow => _took > WorthAHandOver;

    /// <summary>The pieces, when they have been read.</summary>
    internal BlobSet Read => _read!;

    /// <summary>What message <paramref name="i"/> wants: where in <see cref="Located"/>, and how many. The loop comes by in order.</summary>
    internal (int First, int Count) PlacesOf(int i)
    {
        ReadOnlySpan<LocatedBlob> all = CollectionsMarshal.AsSpan(Located);
        while (_next < all.Length && all[_next].Message < i)
        {
            _next++;
        }

        int end = _next;
        while (end < all.Length && all[end].Message == i)
        {
            end++;
        }

        return (_next, end - _next);
    }

    /// <summary>Begins anew, without messages.</summary>
    internal void Clear()
    {
        LetGo();
        Located.Clear();
        Pieces.Clear();
        _next = 0;
        IsScarce = budget.IsExhausted;
    }

    /// <summary>Begins to read on another thread.</summary>
    internal void ReadAhead(Mailbox mailbox, CancellationToken cancellationToken)
    {
        _isBegun = true;
        Hold();
        if (Pieces.Count > 0)
        {
            BlobPiece[] pieces = [.. Pieces];
            _reading = Task.Run(() => ReadTimedAsync(mailbox, pieces, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Has the pieces at hand when it is done: read here, if that was not begun.</summary>
    internal async ValueTask ReadAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        if (_reading is { } reading)
        {
            _read = await reading;
            _reading = null;
        }
        else if (!_isBegun)
        {
            _isBegun = true;
            Hold();
            _read = Pieces.Count > 0 ? await ReadTimedAsync(mailbox, [.. Pieces], cancellationToken) : null;
        }
    }

    /// <summary>Lets go of what was read; it is not being read.</summary>
    internal void LetGo()
    {
        _read?.Dispose();
        _read = null;
        _isBegun = false;
        _took = default;
        budget.Add(-_held);
        _held = 0;
    }

    /// <summary>Likewise, when it has been read.</summary>
    internal async ValueTask LetGoAsync()
    {
        if (_reading is { } reading)
        {
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _read = reading.IsCompletedSuccessfully ? reading.Result : null;
            _reading = null;
        }

        LetGo();
    }

    private async Task<BlobSet> ReadTimedAsync(Mailbox mailbox, BlobPiece[] pieces, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        BlobSet read = await mailbox.ReadBlobsAsync(pieces, cancellationToken);
        _took = Stopwatch.GetElapsedTime(began);
        return read;
    }

    private void Hold()
    {
        foreach (BlobPiece piece in CollectionsMarshal.AsSpan(Pieces))
        {
            _held += piece.Length;
        }

        budget.Add(_held);
    }
}

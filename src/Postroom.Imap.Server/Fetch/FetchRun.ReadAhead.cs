using System.Runtime.InteropServices;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <content>Small bodies: those of the next messages are read together, so that many small messages are few visits to the engine.</content>
internal sealed partial class FetchRun
{
    private const int ReadAheadOctets = 192 << 10; // some 50 messages of 4 KiB: the visit costs nothing any more, and with what is between them they have room in 256 KiB
    private const int MaxPieces = 1000; // those that are read late or streamed count too: each is some 70 octets, and a line has room for thousands of items
    private const int SmallOctets = 128 << 10; // what is larger goes out by itself (FetchRun.Large.cs)
    private const int MaxLoadedOctets = 1 << 20;
    private const int MaxPreparedBlobs = 16; // of one message: a line has room for thousands of items
    private const int MaxPreparedOctets = 1 << 20; // of one message's small ones
    private const int ScarceOctets = 4 << 10; // what is read ahead even where memory is scarce
    private const int IsLarge = -1, IsLate = -2; // in place of a piece

    private readonly List<LocatedBlob> _located = [];
    private readonly List<BlobPiece> _pieces = [];
    private int _nextLocated;
    private BlobSet? _read;
    private long _held; // of the server's budget, for what is in _read
    private bool _isScarce; // the budget is spent: read each piece when its turn comes, large ones piece by piece

    /// <summary>Finds what messages <paramref name="first"/> and following want of their bytes, up to the budget; gives the first message that must wait.</summary>
    private int LocateAhead(MailboxSnapshot now, int first, int count, ref RowCursor rows)
    {
        _located.Clear();
        _pieces.Clear();
        _nextLocated = 0;
        _isScarce = _session.Server.ReadAhead.IsExhausted;
        long octets = 0;
        int i = first;
        for (; i < count && octets < (_isScarce ? ScarceOctets : ReadAheadOctets) && _located.Count + MaxPreparedBlobs <= MaxPieces; i++)
        {
            if (!_places[i].IsFound || !TryDescribe(now, i, ref rows))
            {
                continue;
            }

            long prepared = 0;
            for (int item = 0, blobs = 0; item < _items.Length; item++)
            {
                if ((_items[item].Needs & FetchNeeds.Blob) == 0 || _items[item].Locate(_message) is not { } range)
                {
                    continue;
                }

                bool isSmall = range.IsLoaded || range.Length <= SmallOctets;
                int length = isSmall ? (int)Math.Min(range.Length, MaxLoadedOctets) : 0;
                if (++blobs > MaxPreparedBlobs || prepared + length > MaxPreparedOctets || (_isScarce && length > ScarceOctets))
                {
                    _located.Add(new(i, item, range, IsLate));
                    continue;
                }

                _located.Add(new(i, item, range, isSmall ? _pieces.Count : IsLarge));
                if (isSmall)
                {
                    _pieces.Add(new BlobPiece(_message.Email, range.Offset, length));
                    octets += length;
                    prepared += length;
                }
            }
        }

        return i;
    }

    private async ValueTask ReadAheadAsync(CancellationToken cancellationToken)
    {
        LetGoOfRead();
        if (_pieces.Count > 0)
        {
            foreach (BlobPiece piece in CollectionsMarshal.AsSpan(_pieces))
            {
                _held += piece.Length;
            }

            _session.Server.ReadAhead.Add(_held);
            _read = await Mailbox.ReadBlobsAsync(_pieces.ToArray(), cancellationToken);
        }
    }

    private void LetGoOfRead()
    {
        _read?.Dispose();
        _read = null;
        _session.Server.ReadAhead.Add(-_held);
        _held = 0;
    }

    /// <summary>What message <paramref name="i"/> wants of its bytes; the loop comes by in order.</summary>
    private ReadOnlySpan<LocatedBlob> LocatedFor(int i)
    {
        ReadOnlySpan<LocatedBlob> all = CollectionsMarshal.AsSpan(_located);
        while (_nextLocated < all.Length && all[_nextLocated].Message < i)
        {
            _nextLocated++;
        }

        int end = _nextLocated;
        while (end < all.Length && all[end].Message == i)
        {
            end++;
        }

        return all[_nextLocated..end];
    }

    /// <summary>Whether all that was read of a message is there and as it was stored.</summary>
    private bool IsSound(ReadOnlySpan<LocatedBlob> blobs)
    {
        foreach (LocatedBlob blob in blobs)
        {
            if (blob.Piece < 0)
            {
                continue;
            }

            if (_read!.Damage(blob.Piece) is { } damage)
            {
                Log.Damaged(_session.Server.Logger, damage, _message.Email.Value);
                return false;
            }

            if (_read.Octets(blob.Piece).Length < _pieces[blob.Piece].Length)
            {
                return false; // the row promised more than there is
            }
        }

        return true;
    }

    private ReadOnlyMemory<byte> SmallOctetsOf(LocatedBlob blob)
    {
        Memory<byte> octets = _read!.Octets(blob.Piece);
        if (!blob.Range.KeepsNul)
        {
            octets.Span.Replace((byte)0, NulGuard.Shown);
        }

        return octets;
    }

    /// <summary>What an item of a message wants.</summary>
    /// <param name="Message">Its place in the batch.</param>
    /// <param name="Item">Its place among the items.</param>
    /// <param name="Range">Where the octets lie.</param>
    /// <param name="Piece">Their place in what was read ahead; <see cref="IsLarge"/>, or <see cref="IsLate"/>: read when its turn comes.</param>
    private readonly record struct LocatedBlob(int Message, int Item, BlobRange Range, int Piece);
}

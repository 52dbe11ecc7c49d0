using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <content>Small bodies: those of some messages in a row are read together, so that they are few visits to the engine, and while those before are printed.</content>
internal sealed partial class FetchRun
{
    private const int ReadAheadOctets = 192 << 10; // some 50 messages of 4 KiB: the visit costs nothing any more, and with what is between them they have room in 256 KiB
    private const int GroupsAhead = 3; // of slow ones: two cores were busy with two
    private const int MaxPieces = 1000; // those that are read late or streamed count too: each is some 70 octets, and a line has room for thousands of items
    private const int SmallOctets = 128 << 10; // what is larger goes out by itself (FetchRun.Large.cs)
    private const int MaxLoadedOctets = 1 << 20;
    private const int MaxPreparedBlobs = 16; // of one message: a line has room for thousands of items
    private const int MaxPreparedOctets = 1 << 20; // of one message's small ones
    private const int ScarceOctets = 4 << 10; // what is read ahead even where memory is scarce
    private readonly Queue<BodyGroup> _bodiesAhead = []; // in the order of the messages; read while others are printed
    private readonly Stack<BodyGroup> _idleBodies = [];
    private BodyGroup _bodies; // of those that are printed
    private bool _readsAhead; // for the rest of the FETCH: what is read ahead is not slow any more, and that is why
    private int _locatedUpTo; // the first message of the batch whose bodies are in no group yet

    private void BeginBodies()
    {
        _bodies.End = _locatedUpTo = 0; // none of this batch yet
        while (_bodiesAhead.TryDequeue(out BodyGroup? left))
        {
            left.LetGo(); // of messages that are all gone for good: nothing is read for them
            _idleBodies.Push(left);
        }
    }

    /// <summary>Turns to the bodies of message <paramref name="first"/> and following, and begins to read some of those behind them on other threads.</summary>
    private void TurnBodies(MailboxSnapshot now, int first, ref RowCursor rows, CancellationToken cancellationToken)
    {
        _readsAhead |= _bodies.WasSlow;
        _bodies.LetGo();
        if (_bodiesAhead.TryDequeue(out BodyGroup? next))
        {
            _idleBodies.Push(_bodies);
            _bodies = next;
        }
        else
        {
            Locate(_bodies, now, first, ref rows);
        }

        while (_readsAhead && _locatedUpTo < _batch.Count && _bodiesAhead.Count < GroupsAhead && !_session.Server.ReadAhead.IsExhausted)
        {
            BodyGroup ahead = _idleBodies.TryPop(out BodyGroup? idle) ? idle : new(_session.Server.ReadAhead);
            Locate(ahead, now, _locatedUpTo, ref rows);
            ahead.ReadAhead(Mailbox, cancellationToken);
            _bodiesAhead.Enqueue(ahead);
        }
    }

    // Nothing reads on when the command is over.
    private async ValueTask LetGoOfBodiesAsync()
    {
        await _bodies.LetGoAsync();
        foreach (BodyGroup ahead in _bodiesAhead)
        {
            await ahead.LetGoAsync();
        }
    }

    /// <summary>Finds what messages <paramref name="first"/> and following want of their bytes, up to the budget.</summary>
    private void Locate(BodyGroup bodies, MailboxSnapshot now, int first, ref RowCursor rows)
    {
        bodies.Clear();
        bool isScarce = bodies.IsScarce;
        long octets = 0;
        int i = first;
        for (; i < _batch.Count && octets < (isScarce ? ScarceOctets : ReadAheadOctets) && bodies.Located.Count + MaxPreparedBlobs <= MaxPieces; i++)
        {
            if (!_batch.PlaceOf(i).IsFound || !TryDescribe(now, i, ref rows))
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
                if (++blobs > MaxPreparedBlobs || prepared + length > MaxPreparedOctets || (isScarce && length > ScarceOctets))
                {
                    bodies.Located.Add(new(i, item, range, LocatedBlob.IsLate));
                    continue;
                }

                bodies.Located.Add(new(i, item, range, isSmall ? bodies.Pieces.Count : LocatedBlob.IsLarge));
                if (isSmall)
                {
                    bodies.Pieces.Add(new BlobPiece(_message.Email, range.Offset, length));
                    octets += length;
                    prepared += length;
                }
            }
        }

        bodies.End = _locatedUpTo = i;
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

            if (_bodies.Read.Damage(blob.Piece) is { } damage)
            {
                Log.Damaged(_session.Server.Logger, damage, _message.Email.Value);
                return false;
            }

            if (_bodies.Read.Octets(blob.Piece).Length < _bodies.Pieces[blob.Piece].Length)
            {
                return false; // the row promised more than there is
            }
        }

        return true;
    }

    private ReadOnlyMemory<byte> SmallOctetsOf(LocatedBlob blob)
    {
        Memory<byte> octets = _bodies.Read.Octets(blob.Piece);
        if (!blob.Range.KeepsNul)
        {
            octets.Span.Replace((byte)0, NulGuard.Shown);
        }

        return octets;
    }
}

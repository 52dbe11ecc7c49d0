using System.Buffers;
using System.Runtime.InteropServices;

namespace Postroom.Imap.Server;

internal sealed partial class FetchRun
{
    private readonly ArrayBufferWriter<byte> _late = new(); // one item that was not read before its turn
    private ArrayBufferWriter<byte>? _undone; // one item whose transfer encoding is undone

    /// <summary>Prints message <paramref name="i"/> of the batch. What may fail is read before the first octet goes out, but for later pieces of what cannot go from a file.</summary>
    private async ValueTask PrintAsync(int i, CancellationToken cancellationToken)
    {
        int firstBlob = 0, blobs = 0;
        if ((_needs & FetchNeeds.Blob) != 0)
        {
            (firstBlob, blobs, bool hasLarge) = FindBlobs(i);
            if (blobs < 0 || (hasLarge && !await TryOpenLargeAsync(firstBlob, blobs, cancellationToken)))
            {
                _someDamaged = true;
                return;
            }
        }

        // From here on a failure leaves half a response: only closing is left then.
        _session.Output.IsBroken = true;
        IBufferWriter<byte> output = _session.Output.Buffer;
        _view.BeginFetch(_message.SequenceNumber, _message.Uid);
        bool flagsPrinted = false;
        for (int item = 0, blob = firstBlob, large = 0; item < _items.Length; item++)
        {
            if (item > 0)
            {
                output.Write(" "u8);
            }

            flagsPrinted |= _items[item] is FlagsItem;
            if (blob == firstBlob + blobs || _bodies.Located[blob].Item != item)
            {
                _items[item].Write(_message, output);
            }
            else if (_bodies.Located[blob++] is { Piece: not LocatedBlob.IsLarge } located)
            {
                if (located.Piece == LocatedBlob.IsLate)
                {
                    await PrintLateAsync(_items[item], located.Range, cancellationToken);
                }
                else
                {
                    PrintSmall(_items[item], located.Range, SmallOctetsOf(located), output);
                }
            }
            else
            {
                _items[item].Write(_message, output);
                await PrintLargeAsync(_large[large++], cancellationToken);
            }

            await _session.Output.FlushIfLargeAsync(cancellationToken);
        }

        if (_newlySeen.Contains(_message.Uid))
        {
            PrintSeen(flagsPrinted, output);
            flagsPrinted = true;
        }

        output.Write(")\r\n"u8);
        _session.Output.IsBroken = false;
        CloseLarge();
        if (flagsPrinted && !_message.IsExpunged && SaysModSeqWhereItMust)
        {
            _view.Know(_message.Uid, _message.ModSeq);
        }
    }

    // A client that is aware of CONDSTORE must hear the MODSEQ of each change; flags alone are not all of it (RFC 7162 §3.1).
    private bool SaysModSeqWhereItMust =>
        !_session.IsCondStoreAware || _newlySeen.Contains(_message.Uid) || Array.Exists(_items, static item => item.EnablesCondStore);

    // What reading it changed is told like any other change (RFC 3501 §6.4.5, RFC 7162 §3.2.4).
    private void PrintSeen(bool flagsPrinted, IBufferWriter<byte> output)
    {
        if (!flagsPrinted)
        {
            output.Write(" "u8);
            _message.WriteFlags(output);
        }

        if (_session.HearsUidWithFlags && !Array.Exists(_items, static item => item is UidItem))
        {
            ResponseLines.WriteNamed(output, " UID "u8, _message.Uid.Value);
        }

        foreach (IFlagsCompanion companion in _session.Protocol.FlagsCompanions)
        {
            if (companion.IsWanted(_session) && !Array.Exists(_items, companion.IsSaidBy))
            {
                output.Write(" "u8);
                companion.Write(_message.Uid, new ModSeq((ulong)_message.ModSeq), output);
            }
        }
    }

    /// <summary>Where in <see cref="BodyGroup.Located"/> the message's begin, how many there are (-1: one is damaged), and whether one is large.</summary>
    private (int First, int Count, bool HasLarge) FindBlobs(int i)
    {
        (int first, int count) = _bodies.PlacesOf(i);
        ReadOnlySpan<LocatedBlob> blobs = CollectionsMarshal.AsSpan(_bodies.Located).Slice(first, count);
        if (!IsSound(blobs))
        {
            return (0, -1, false);
        }

        bool hasLarge = false;
        foreach (LocatedBlob blob in blobs)
        {
            hasLarge |= blob.Piece == LocatedBlob.IsLarge;
        }

        return (first, count, hasLarge);
    }

    private async ValueTask PrintLateAsync(IFetchItem item, BlobRange range, CancellationToken cancellationToken)
    {
        IBufferWriter<byte> output = _session.Output.Buffer;
        if (!range.IsLoaded && range.Length > (_bodies.IsScarce ? ScarceOctets : SmallOctets))
        {
            item.Write(_message, output);
            await PrintLateLargeAsync(range, cancellationToken);
            return;
        }

        _late.ResetWrittenCount();
        int wanted = (int)Math.Min(range.Length, MaxLoadedOctets);
        IBufferWriter<byte> target = range.KeepsNul ? _late : new NulGuard(_late);
        if (wanted > 0 && await Mailbox.ReadBlobAsync(_message.Email, range.Offset, wanted, target, cancellationToken) < wanted)
        {
            throw new EndOfStreamException("A message is shorter than its derived row says.");
        }

        PrintSmall(item, range, _late.WrittenMemory, output);
    }

    private void PrintSmall(IFetchItem item, BlobRange range, ReadOnlyMemory<byte> octets, IBufferWriter<byte> output)
    {
        _message.Loaded = range.IsLoaded ? octets : default;
        item.Write(_message, output);
        _message.Loaded = default;
        if (range.IsLoaded)
        {
            return;
        }

        octets = range.Encoding is null ? octets : DecodedBody.Decode(range, octets.Span, _undone ??= new());
        WriteLiteralHead(output, octets.Length, isBinary: range.KeepsNul && octets.Span.Contains((byte)0));
        output.Write(octets.Span);
    }

    // The form tells the client whether a NUL is in it, so that it need not look (RFC 3516 §4.3).
    private static void WriteLiteralHead(IBufferWriter<byte> output, long octets, bool isBinary)
    {
        ResponseLines.WriteNamed(output, isBinary ? " ~{"u8 : " {"u8, octets);
        output.Write("}\r\n"u8);
    }
}

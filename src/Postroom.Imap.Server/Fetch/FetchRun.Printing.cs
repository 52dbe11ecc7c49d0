using System.Buffers;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

internal sealed partial class FetchRun
{
    private const int PieceOctets = 64 << 10;
    private const int WholeOctets = 128 << 10; // to here a blob is read whole before anything of its message is printed
    private const int MaxLoadedOctets = 1 << 20;

    /// <summary>Prints one message. What may fail is read before the first octet goes out, but for the later pieces of a large body.</summary>
    private async ValueTask PrintAsync(CancellationToken cancellationToken)
    {
        if ((_needs & FetchNeeds.Blob) != 0 && !await TryReadBlobsAsync(cancellationToken))
        {
            _someDamaged = true;
            return;
        }

        IBufferWriter<byte> output = _session.Output.Buffer;
        ResponseLines.WriteNumbered(output, _message.SequenceNumber, " FETCH ("u8);
        bool flagsPrinted = false;
        for (int i = 0, blob = 0; i < _items.Length; i++)
        {
            if (i > 0)
            {
                output.Write(" "u8);
            }

            IFetchItem item = _items[i];
            flagsPrinted |= item is FlagsItem;
            LocatedBlob? located = blob < _located.Count && _located[blob].Item == i ? _located[blob++] : null;
            if (located is { Range.IsLoaded: true } loaded)
            {
                _message.Loaded = _blobs.WrittenMemory.Slice(loaded.Start, loaded.Length);
                item.Write(_message, output);
                _message.Loaded = default;
                continue;
            }

            item.Write(_message, output);
            if (located is { } literal)
            {
                await PrintLiteralAsync(literal, cancellationToken);
            }
        }

        if (!flagsPrinted && _newlySeen.Contains(_message.Uid))
        {
            output.Write(" "u8);
            _message.WriteFlags(output);
            flagsPrinted = true;
        }

        output.Write(")\r\n"u8);
        if (flagsPrinted && !_message.IsExpunged)
        {
            _view.Know(_message.Uid, _message.ModSeq);
        }
    }

    private async ValueTask<bool> TryReadBlobsAsync(CancellationToken cancellationToken)
    {
        _blobs.ResetWrittenCount();
        _located.Clear();
        try
        {
            for (int i = 0; i < _items.Length; i++)
            {
                if ((_items[i].Needs & FetchNeeds.Blob) != 0 && _items[i].Locate(_message) is { } range)
                {
                    int wanted = (int)Math.Min(range.Length, range.IsLoaded ? MaxLoadedOctets : range.Length <= WholeOctets ? WholeOctets : PieceOctets);
                    int start = _blobs.WrittenCount;
                    IBufferWriter<byte> target = range.KeepsNul ? _blobs : new NulGuard(_blobs);
                    int read = wanted == 0 ? 0 : await Mailbox.ReadBlobAsync(_message.Email, range.Offset, wanted, target, cancellationToken);
                    if (read < wanted)
                    {
                        return false; // the row promised more than there is
                    }

                    _located.Add(new(i, range, start, read));
                }
            }

            return true;
        }
        catch (DamagedMessageException damage)
        {
            Log.Damaged(_session.Server.Logger, damage, _message.Email.Value);
            return false;
        }
    }

    private async ValueTask PrintLiteralAsync(LocatedBlob blob, CancellationToken cancellationToken)
    {
        IBufferWriter<byte> output = _session.Output.Buffer;
        ResponseLines.WriteNamed(output, " {"u8, blob.Range.Length);
        output.Write("}\r\n"u8);
        output.Write(_blobs.WrittenSpan.Slice(blob.Start, blob.Length));
        long left = blob.Range.Length - blob.Length;
        if (left == 0)
        {
            return;
        }

        // From here on a failure leaves half a literal: only closing is left then.
        _session.Output.IsBroken = true;
        IBufferWriter<byte> target = blob.Range.KeepsNul ? output : new NulGuard(output);
        for (long offset = blob.Range.Offset + blob.Length; left > 0;)
        {
            int read = await Mailbox.ReadBlobAsync(_message.Email, offset, (int)Math.Min(left, PieceOctets), target, cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException("A message is shorter than its derived row says.");
            }

            offset += read;
            left -= read;
            await _session.Output.FlushIfLargeAsync(cancellationToken);
        }

        _session.Output.IsBroken = false;
    }

    private readonly record struct LocatedBlob(int Item, BlobRange Range, int Start, int Length);
}

using System.Buffers;

namespace Postroom.Imap.Server;

internal sealed partial class FetchRun
{
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

        IBufferWriter<byte> output = _session.Output.Buffer;
        ResponseLines.WriteNumbered(output, _message.SequenceNumber, " FETCH ("u8);
        bool flagsPrinted = false;
        for (int item = 0, blob = firstBlob, large = 0; item < _items.Length; item++)
        {
            if (item > 0)
            {
                output.Write(" "u8);
            }

            flagsPrinted |= _items[item] is FlagsItem;
            if (blob == firstBlob + blobs || _located[blob].Item != item)
            {
                _items[item].Write(_message, output);
            }
            else if (_located[blob++] is { Piece: >= 0 } small)
            {
                PrintSmall(_items[item], small, output);
            }
            else
            {
                _items[item].Write(_message, output);
                await PrintLargeAsync(_large[large++], cancellationToken);
            }
        }

        if (!flagsPrinted && _newlySeen.Contains(_message.Uid))
        {
            output.Write(" "u8);
            _message.WriteFlags(output);
            flagsPrinted = true;
        }

        output.Write(")\r\n"u8);
        CloseLarge();
        if (flagsPrinted && !_message.IsExpunged)
        {
            _view.Know(_message.Uid, _message.ModSeq);
        }
    }

    /// <summary>Where in <see cref="_located"/> the message's begin, how many there are (-1: one is damaged), and whether one is large.</summary>
    private (int First, int Count, bool HasLarge) FindBlobs(int i)
    {
        ReadOnlySpan<LocatedBlob> blobs = LocatedFor(i);
        if (!IsSound(blobs))
        {
            return (0, -1, false);
        }

        bool hasLarge = false;
        foreach (LocatedBlob blob in blobs)
        {
            hasLarge |= blob.Piece < 0;
        }

        return (_nextLocated, blobs.Length, hasLarge);
    }

    private void PrintSmall(IFetchItem item, LocatedBlob blob, IBufferWriter<byte> output)
    {
        ReadOnlyMemory<byte> octets = SmallOctetsOf(blob);
        _message.Loaded = blob.Range.IsLoaded ? octets : default;
        item.Write(_message, output);
        _message.Loaded = default;
        if (!blob.Range.IsLoaded)
        {
            WriteLiteralHead(output, octets.Length);
            output.Write(octets.Span);
        }
    }

    private static void WriteLiteralHead(IBufferWriter<byte> output, long octets)
    {
        ResponseLines.WriteNamed(output, " {"u8, octets);
        output.Write("}\r\n"u8);
    }
}

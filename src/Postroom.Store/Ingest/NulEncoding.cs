using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Postroom.Mime;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>Writes a message anew whose parts hold NUL, these parts in base64: IMAP has no other way to show them to who does not ask for BINARY (RFC 3516 §6).</summary>
/// <remarks>All other octets stay as they are. Memory does not grow with the message, but for a header of such a part.</remarks>
internal sealed class NulEncoding(IBlobStage bytes) : IDisposable
{
    private const int RowOctets = 57; // of the content: 76 characters (RFC 2045 §6.8)
    private const int PieceRows = 1024;
    private const int PieceOctets = RowOctets * PieceRows;

    private readonly byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceOctets);
    private readonly byte[] _text = ArrayPool<byte>.Shared.Rent(PieceRows * 78);
    private long _copied;

    /// <summary>The parts to encode, in their order. NUL outside of them is in headers, between parts or in what says to be text in an encoding: nothing can carry it there.</summary>
    internal async ValueTask<List<(PartEntry Part, MimePart Header)>> FindAsync(List<PartEntry> parts, CancellationToken cancellationToken)
    {
        List<(PartEntry, MimePart)> found = [];
        foreach (PartEntry part in parts)
        {
            if (part is { Kind: MimePartKind.Leaf, Encoding: TransferEncoding.SevenBit or TransferEncoding.EightBit or TransferEncoding.Binary, HeaderLength: > 0 }
                && part.HeaderLength <= MimeLimits.Default.HeaderOctets
                && await HasNulAsync(part, cancellationToken).ConfigureAwait(false)
                && await ReadHeaderAsync(part, cancellationToken).ConfigureAwait(false) is { Kind: MimePartKind.Leaf, IsHeaderCut: false } header)
            {
                found.Add((part, header));
            }
        }

        return found;
    }

    /// <summary>Writes the message.</summary>
    internal async ValueTask WriteAsync(List<(PartEntry Part, MimePart Header)> parts, StagedMessageWriter writer, CancellationToken cancellationToken)
    {
        foreach ((PartEntry part, MimePart header) in parts)
        {
            await CopyAsync(part.HeaderOffset, writer, cancellationToken).ConfigureAwait(false);
            await writer.WriteAsync(WithEncoding(header, isMessage: part.HeaderOffset == 0), cancellationToken).ConfigureAwait(false);
            await EncodeAsync(part, writer, cancellationToken).ConfigureAwait(false);
            _copied = part.BodyOffset + part.BodyLength;
        }

        await CopyAsync(bytes.Length, writer, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_piece);
        ArrayPool<byte>.Shared.Return(_text);
    }

    private async ValueTask<bool> HasNulAsync(PartEntry part, CancellationToken cancellationToken)
    {
        for (long at = 0; at < part.BodyLength; at += PieceOctets)
        {
            if ((await ReadAsync(part.BodyOffset + at, part.BodyLength - at, cancellationToken).ConfigureAwait(false)).Span.Contains((byte)0))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<MimePart> ReadHeaderAsync(PartEntry part, CancellationToken cancellationToken)
    {
        byte[] header = new byte[part.HeaderLength];
        await bytes.ReadAsync(part.HeaderOffset, header, cancellationToken).ConfigureAwait(false);
        return MimeParser.Parse(header).Root;
    }

    private async ValueTask CopyAsync(long end, StagedMessageWriter writer, CancellationToken cancellationToken)
    {
        while (_copied < end)
        {
            ReadOnlyMemory<byte> piece = await ReadAsync(_copied, end - _copied, cancellationToken).ConfigureAwait(false);
            await writer.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            _copied += piece.Length;
        }
    }

    private async ValueTask EncodeAsync(PartEntry part, StagedMessageWriter writer, CancellationToken cancellationToken)
    {
        bool isLast = part.BodyOffset + part.BodyLength == bytes.Length;
        for (long at = 0; at < part.BodyLength; at += PieceOctets)
        {
            long left = part.BodyLength - at;
            ReadOnlyMemory<byte> piece = await ReadAsync(part.BodyOffset + at, left, cancellationToken).ConfigureAwait(false);
            int length = Encode(piece.Span, endsLine: left > PieceOctets || isLast); // the line end before a delimiter is the delimiter's
            await writer.WriteAsync(_text.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
    }

    private int Encode(ReadOnlySpan<byte> octets, bool endsLine)
    {
        int length = 0;
        for (; !octets.IsEmpty; octets = octets[Math.Min(RowOctets, octets.Length)..])
        {
            Base64.EncodeToUtf8(octets[..Math.Min(RowOctets, octets.Length)], _text.AsSpan(length), out _, out int written);
            length += written;
            if (octets.Length > RowOctets || endsLine)
            {
                "\r\n"u8.CopyTo(_text.AsSpan(length));
                length += 2;
            }
        }

        return length;
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, long most, CancellationToken cancellationToken)
    {
        int length = (int)Math.Min(most, PieceOctets);
        if (await bytes.ReadAsync(offset, _piece.AsMemory(0, length), cancellationToken).ConfigureAwait(false) != length)
        {
            throw new EndOfStreamException("A message is shorter than its derived row says.");
        }

        return _piece.AsMemory(0, length);
    }

    // Every Content-Transfer-Encoding goes: which of two counts is read in both ways (docs/mime.md).
    private static ReadOnlyMemory<byte> WithEncoding(MimePart part, bool isMessage)
    {
        const string Encoding = "Content-Transfer-Encoding";
        ReadOnlySpan<byte> header = part.Header.Span;
        var written = new ArrayBufferWriter<byte>(header.Length + 64);
        bool isSaid = false;
        int end = 0;
        foreach (HeaderField field in part.Fields.All)
        {
            end = field.Start + field.Length;
            if (!Ascii.EqualsIgnoreCase(field.NameIn(header), Encoding))
            {
                written.Write(header[field.Start..end]);
            }
            else if (!isSaid)
            {
                written.Write("Content-Transfer-Encoding: base64\r\n"u8);
                isSaid = true;
            }
        }

        written.Write(isSaid ? default : "Content-Transfer-Encoding: base64\r\n"u8);
        written.Write(isMessage && !part.Fields.TryFind("MIME-Version"u8, out _) ? "MIME-Version: 1.0\r\n"u8 : default);
        written.Write(header[end..]);
        return written.WrittenMemory;
    }
}

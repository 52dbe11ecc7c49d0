using System.Buffers;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <content>Large bodies: from the file to the socket where they go out as they are stored, else piece by piece; never whole in memory.</content>
internal sealed partial class FetchRun
{
    private const int PieceOctets = 64 << 10;
    private const long FilePieceOctets = 8 << 20; // proven in one visit to a reader: some milliseconds

    private readonly List<LargeBlob> _large = [];

    /// <summary>Proves, as far as it goes out from files, that what is sent of a message is what was stored: before its first octet is printed.</summary>
    private async ValueTask<bool> TryOpenLargeAsync(int firstLocated, int count, CancellationToken cancellationToken)
    {
        CloseLarge();
        try
        {
            for (int i = firstLocated; i < firstLocated + count; i++)
            {
                if (_bodies.Located[i].Piece == LocatedBlob.IsLarge)
                {
                    var large = new LargeBlob(_bodies.Located[i].Range);
                    _large.Add(large);
                    if (!await TryOpenAsync(large, cancellationToken))
                    {
                        return false;
                    }
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

    private async ValueTask<bool> TryOpenAsync(LargeBlob large, CancellationToken cancellationToken)
    {
        if (large.Range.Encoding is not null)
        {
            return await TryDecodeAsync(large, cancellationToken);
        }

        bool hasNul = await HasNulAsync(cancellationToken);
        if (hasNul && large.Range.KeepsNul && !await TryFindNulAsync(large, cancellationToken))
        {
            return false;
        }

        if (large.Range.KeepsNul || !hasNul)
        {
            for (long at = 0; at < large.Range.Length; at += FilePieceOctets)
            {
                long offset = large.Range.Offset + at, length = Math.Min(FilePieceOctets, large.Range.Length - at);
                if (await Mailbox.OpenBlobFileAsync(_message.Email, offset, length, cancellationToken) is not { } file)
                {
                    break; // no file, or no bytes at all: reading tells
                }

                large.Files.Add(file);
                if (file.Length < offset + length)
                {
                    return false; // the row promised more than there is
                }
            }
        }

        if (large.Files.Count > 0)
        {
            return true;
        }

        int wanted = (int)Math.Min(PieceOctets, large.Range.Length);
        large.Head = new ArrayBufferWriter<byte>(wanted);
        return await Mailbox.ReadBlobAsync(_message.Email, large.Range.Offset, wanted, large.Target(large.Head), cancellationToken) == wanted;
    }

    // Small ones, and all that begin like most that is not text, are decoded once; else whether there is a NUL must be known first.
    private async ValueTask<bool> TryDecodeAsync(LargeBlob large, CancellationToken cancellationToken)
    {
        var body = new DecodedBody(Mailbox, _message.Email, large.Range);
        (large.Body, large.Begun) = (body, await body.ReadAsync(cancellationToken));
        large.HasNul = large.Begun.Span.Contains((byte)0);
        return body.IsWhole || (!large.Begun.IsEmpty && (large.HasNul || await TryFindNulAsync(large, cancellationToken)));
    }

    // False: not everything that is to go out is there.
    private async ValueTask<bool> TryFindNulAsync(LargeBlob large, CancellationToken cancellationToken)
    {
        var body = new DecodedBody(Mailbox, _message.Email, large.Range);
        while (await body.ReadAsync(cancellationToken) is { IsEmpty: false } piece)
        {
            if (piece.Span.Contains((byte)0))
            {
                large.HasNul = true;
                return true;
            }
        }

        return body.IsWhole;
    }

    private async ValueTask<bool> HasNulAsync(CancellationToken cancellationToken)
    {
        if (!_message.Derived.IsEmpty)
        {
            return new DerivedMessage(_message.Derived.Span).HasNul;
        }

        using RowSet row = await Mailbox.ReadDerivedAsync(new[] { _message.Email }, cancellationToken);
        return row.Count == 0 || new DerivedMessage(row.Value(0).Span).HasNul;
    }

    private async ValueTask PrintLargeAsync(LargeBlob large, CancellationToken cancellationToken)
    {
        IBufferWriter<byte> output = _session.Output.Buffer;
        WriteLiteralHead(output, large.Range.SentOctets, large.HasNul);
        if (large.Body is { } body)
        {
            await PrintDecodedAsync(body, large.Begun, cancellationToken);
            return;
        }

        long left = large.Range.Length;
        for (int i = 0; i < large.Files.Count; i++)
        {
            BlobFile file = large.Files[i];
            long length = Math.Min(left, FilePieceOctets);
            await _session.Output.SendFileAsync(file, large.Range.Offset + (i * FilePieceOctets), length, cancellationToken);
            left -= length;
        }

        if (large.Head is { } head)
        {
            output.Write(head.WrittenSpan);
            left -= head.WrittenCount;
        }

        while (left > 0)
        {
            long offset = large.Range.Offset + large.Range.Length - left;
            int read = await Mailbox.ReadBlobAsync(
                _message.Email, offset, (int)Math.Min(left, PieceOctets), large.Target(output), cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException("A message is shorter than its derived row says.");
            }

            left -= read;
            await _session.Output.FlushIfLargeAsync(cancellationToken);
        }
    }

    private async ValueTask PrintDecodedAsync(DecodedBody body, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        for (; !piece.IsEmpty; piece = await body.ReadAsync(cancellationToken))
        {
            _session.Output.Write(piece.Span);
            await _session.Output.FlushIfLargeAsync(cancellationToken);
        }

        if (!body.IsWhole)
        {
            throw new EndOfStreamException("A message is shorter than its derived row says.");
        }
    }

    private async ValueTask PrintLateLargeAsync(BlobRange range, CancellationToken cancellationToken)
    {
        var large = new LargeBlob(range);
        _large.Add(large); // behind those that were opened first; closed with them if this fails
        if (!await TryOpenAsync(large, cancellationToken))
        {
            throw new EndOfStreamException("A message is shorter than its derived row says.");
        }

        await PrintLargeAsync(large, cancellationToken);
        large.Close();
        _large.RemoveAt(_large.Count - 1);
    }

    private void CloseLarge()
    {
        foreach (LargeBlob large in _large)
        {
            large.Close();
        }

        _large.Clear();
    }

    private sealed class LargeBlob(BlobRange range)
    {
        internal BlobRange Range => range;

        /// <summary>Each holds <see cref="FilePieceOctets"/> more of it, proven; a message may move between two (compaction).</summary>
        internal List<BlobFile> Files { get; } = [];

        /// <summary>The first octets, where there are no files: read before anything is printed.</summary>
        internal ArrayBufferWriter<byte>? Head { get; set; }

        /// <summary>What is decoded on its way out, and the first of it.</summary>
        internal DecodedBody? Body { get; set; }

        internal ReadOnlyMemory<byte> Begun { get; set; }

        /// <summary>A NUL is among what goes out: it is a literal8.</summary>
        internal bool HasNul { get; set; }

        internal void Close()
        {
            foreach (BlobFile file in Files)
            {
                file.Lease.Dispose();
            }
        }

        internal IBufferWriter<byte> Target(IBufferWriter<byte> output) => range.KeepsNul ? output : new NulGuard(output);
    }
}

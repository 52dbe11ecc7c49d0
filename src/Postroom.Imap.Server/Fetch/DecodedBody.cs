using System.Buffers;
using Postroom.Mime;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What of a body goes out once its transfer encoding is undone, piece by piece: whatever its size, one piece is in memory.</summary>
internal sealed class DecodedBody(Mailbox mailbox, EmailKey email, BlobRange range)
{
    private const int PieceOctets = 64 << 10;
    private const int PiecesATurn = 8; // half a millisecond's decoding: then others have their turn

    private readonly TransferDecoder _decoder = TransferDecoder.Create(range.Encoding ?? TransferEncoding.Binary);
    private readonly ArrayBufferWriter<byte> _stored = new(PieceOctets);
    private readonly ArrayBufferWriter<byte> _decoded = new(PieceOctets);
    private long _read;
    private long _passed; // decoded octets so far, those before the first that is wanted among them
    private long _given;
    private int _pieces;

    /// <summary>True when everything that goes out was given.</summary>
    internal bool IsWhole => _given == range.SentOctets;

    /// <summary>What <paramref name="octets"/>, the range as it is stored, go out as; it stands in <paramref name="decoded"/>.</summary>
    internal static ReadOnlyMemory<byte> Decode(BlobRange range, ReadOnlySpan<byte> octets, ArrayBufferWriter<byte> decoded)
    {
        decoded.ResetWrittenCount();
        var decoder = TransferDecoder.Create(range.Encoding ?? TransferEncoding.Binary);
        decoder.Decode(octets, decoded);
        decoder.Finish(decoded);
        ReadOnlyMemory<byte> all = decoded.WrittenMemory;
        all = all[(int)Math.Min(range.SkippedOctets, all.Length)..];
        return all[..(int)Math.Min(range.SentOctets, all.Length)];
    }

    /// <summary>The next octets, good until the next call; none at the end, which has come too early where <see cref="IsWhole"/> is false then.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (!IsWhole && _read < range.Length)
        {
            if (++_pieces % PiecesATurn == 0)
            {
                await Task.Yield();
            }

            _stored.ResetWrittenCount();
            _decoded.ResetWrittenCount();
            int wanted = (int)Math.Min(PieceOctets, range.Length - _read);
            int read = await mailbox.ReadBlobAsync(email, range.Offset + _read, wanted, _stored, cancellationToken);
            _read = read < wanted ? range.Length : _read + read;
            _decoder.Decode(_stored.WrittenSpan, _decoded);
            if (_read == range.Length)
            {
                _decoder.Finish(_decoded);
            }

            ReadOnlyMemory<byte> piece = _decoded.WrittenMemory;
            int skipped = (int)Math.Clamp(range.SkippedOctets - _passed, 0, piece.Length);
            _passed += piece.Length;
            piece = piece[skipped..];
            piece = piece[..(int)Math.Min(piece.Length, range.SentOctets - _given)];
            if (!piece.IsEmpty)
            {
                _given += piece.Length;
                return piece;
            }
        }

        return default;
    }
}

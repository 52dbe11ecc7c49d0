using Postroom.Store.Embedded.Packs;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>Many small reads at once: their places come in one transaction, and what stands side by side in a pack comes in one read.</content>
internal sealed partial class EmbeddedAccount
{
    private const int MostRunOctets = 256 * 1024;
    private const int MostBetween = 4 * 1024; // of a record that nobody asked for: less than another visit to the kernel costs

    private BlobSet ReadPieces(AccountReader reader, ReadOnlyMemory<BlobPiece> pieces)
    {
        int octets = 0;
        foreach (BlobPiece piece in pieces.Span)
        {
            octets += piece.Length + RecordHeader.Octets + 8;
        }

        var set = new BlobSet(pieces.Length, octets);
        BlobPlace?[] places = ArrayStock.Rent<BlobPlace?>(pieces.Length);
        try
        {
            if (pieces.Length > 1)
            {
                reader.InOneTransaction(() => FindPlaces(reader, pieces.Span, places));
            }
            else
            {
                FindPlaces(reader, pieces.Span, places);
            }

            for (int i = 0, end; i < pieces.Length; i = end)
            {
                end = EndOfRun(pieces.Span, places, i);
                if (end == i || !TryReadRun(pieces.Span[i..end], places.AsSpan(i, end - i), set))
                {
                    set.Forget();
                    end = Math.Max(end, i + 1);
                    PackReader.SpanAction append = set.Append;
                    foreach (BlobPiece piece in pieces.Span[i..end])
                    {
                        set.EndPiece(ReadPiece(reader, piece, append));
                    }
                }
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
        finally
        {
            ArrayStock.Return(places);
        }
    }

    private static void FindPlaces(AccountReader reader, ReadOnlySpan<BlobPiece> pieces, BlobPlace?[] places)
    {
        for (int i = 0; i < pieces.Length; i++)
        {
            try
            {
                places[i] = reader.Place(pieces[i].Email);
            }
            catch (DamagedMessageException)
            {
                places[i] = null; // read by itself, it tells what is wrong
            }
        }
    }

    /// <summary>Behind the last piece that comes with <paramref name="first"/> in one read; that piece itself if it must be read otherwise.</summary>
    private static int EndOfRun(ReadOnlySpan<BlobPiece> pieces, BlobPlace?[] places, int first)
    {
        int i = first;
        for (long from = 0, last = 0, pack = 0; i < pieces.Length && places[i] is { } place && IsMostOf(pieces[i], place); i++)
        {
            long end = place.Offset + RecordHeader.FootprintOf(RecordType.Blob, place.Length);
            if (i == first)
            {
                (from, pack) = (place.Offset, place.Pack);
            }
            else if (place.Pack != pack || place.Offset < last || place.Offset > last + MostBetween || end > from + MostRunOctets)
            {
                break; // a message that is asked for twice comes twice: each piece is its reader's to change
            }

            last = end;
        }

        return i;
    }

    // Its checksum is over the whole of it: of a larger one, or where little of it is wanted, the rest shall not stay in memory.
    private static bool IsMostOf(BlobPiece piece, BlobPlace place) =>
        place.Length <= RecordHeader.BlockOctets && piece.Offset < place.Length && Math.Min(piece.Length, place.Length - piece.Offset) >= place.Length / 2;

    // False when one of them is not there as it was stored: then each is read by itself, and tells.
    private bool TryReadRun(ReadOnlySpan<BlobPiece> pieces, ReadOnlySpan<BlobPlace?> places, BlobSet set)
    {
        BlobPlace first = places[0]!.Value, last = places[^1]!.Value;
        try
        {
            using PackLease lease = _packs.Lease(first.Pack);
            int octets = (int)(last.Offset - first.Offset) + RecordHeader.Octets + (int)last.Length;
            Span<byte> records = set.Extend(octets, out int start);
            bool isSound = lease.Reader.File.Read(first.Offset, records) == octets;
            for (int i = 0; isSound && i < pieces.Length; i++)
            {
                BlobPlace place = places[i]!.Value;
                isSound = lease.Reader.IsSound(records[(int)(place.Offset - first.Offset)..], place, pieces[i].Email);
            }

            for (int i = 0; isSound && i < pieces.Length; i++)
            {
                BlobPlace place = places[i]!.Value;
                int body = start + (int)(place.Offset - first.Offset) + RecordHeader.Octets;
                set.AddPiece(body + (int)pieces[i].Offset, (int)Math.Min(pieces[i].Length, place.Length - pieces[i].Offset));
            }

            return isSound;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return false; // moved by compaction meanwhile, or not to be read: what is read by itself finds it, or says what is wrong
        }
    }

    private DamagedMessageException? ReadPiece(AccountReader reader, BlobPiece piece, PackReader.SpanAction append)
    {
        try
        {
            using PackLease? lease = Lease(reader, piece.Email, out BlobPlace place);
            long to = Math.Min(place.Length, piece.Offset + piece.Length);
            if (lease is not null && to > piece.Offset)
            {
                ReadBytes(lease, place, piece.Email, piece.Offset, to, append);
            }

            return null;
        }
        catch (DamagedMessageException damage)
        {
            return damage;
        }
    }
}

using Postroom.Store.Engine;

namespace Postroom.Store.Codecs;

/// <summary>Rows of the Overlay table: a page of one principal's private flags, about 3 octets a message.</summary>
internal static class OverlayCodec
{
    private const byte Version = 1;
    private const int PageBits = 24; // a UID without its last octet

    /// <param name="mailbox">Its key.</param>
    /// <param name="number">The principal's in this mailbox.</param>
    /// <param name="page">Which page.</param>
    internal static RowKey KeyOf(long mailbox, int number, uint page) => new(mailbox, ((long)number << PageBits) | page);

    internal static int NumberOf(RowKey key) => (int)(key.Minor >> PageBits);

    internal static uint PageOf(RowKey key) => (uint)(key.Minor & ((1 << PageBits) - 1));

    internal static ReadOnlyMemory<byte> Write(OverlayPage page)
    {
        var row = new RowWriter(Version, 16 + (page.Count * 4));
        row.Number((ulong)page.Count);
        int place = -1;
        long modSeq = 0;
        for (int i = 0; i < page.Count; i++)
        {
            row.Number((ulong)(page.Places[i] - place - 1));
            row.Octet(page.Flags[i]);
            row.Signed(page.ModSeqs[i] - modSeq);
            (place, modSeq) = (page.Places[i], page.ModSeqs[i]);
        }

        return row.Written;
    }

    internal static OverlayPage Read(ReadOnlySpan<byte> value)
    {
        var row = new RowReader(value, Version);
        int count = row.Count();
        var places = new byte[count];
        var flags = new byte[count];
        var modSeqs = new long[count];
        int place = -1;
        long modSeq = 0;
        for (int i = 0; i < count; i++)
        {
            place += row.Int() + 1;
            places[i] = place is >= 0 and <= byte.MaxValue ? (byte)place : throw new InvalidDataException("A page of private flags is for 256 UIDs at most.");
            flags[i] = row.Octet();
            modSeqs[i] = modSeq += row.Signed();
        }

        return new OverlayPage(places, flags, modSeqs);
    }
}

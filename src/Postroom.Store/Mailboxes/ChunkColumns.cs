using Postroom.Store.Codecs;

namespace Postroom.Store;

/// <summary>
/// The columns of a chunk that never change while its membership stays the same: shared by every version of the chunk and
/// by every session's view, so that "same object" means "nothing was expunged here".
/// </summary>
/// <remarks>At most 256 messages, by ascending UID; columns are equally long and never change.</remarks>
public sealed class ChunkColumns
{
    /// <summary>At most so many messages stand in one chunk.</summary>
    public const int Capacity = 256;

    private const byte PackedVersion = 1;

    private object _form; // Columns, or the octets that Rest made of them

    internal ChunkColumns(uint[] uids, long[] emails, long[] sizes, long[] internalDates, short[] zoneMinutes, long[] saveDates)
        : this(new Columns(uids, emails, sizes, internalDates, zoneMinutes, saveDates)) { }

    private ChunkColumns(Columns columns) => (Count, _form) = (columns.Uids.Length, columns);

    /// <summary>How many messages.</summary>
    public int Count { get; }

    /// <summary>UIDs, ascending.</summary>
    public ReadOnlySpan<uint> Uids => Open.Uids;

    /// <summary>What each message's <see cref="EmailKey"/> wraps.</summary>
    public ReadOnlySpan<long> Emails => Open.Emails;

    /// <summary>RFC822.SIZE, in octets.</summary>
    public ReadOnlySpan<long> Sizes => Open.Sizes;

    /// <summary>INTERNALDATE as seconds since 1970-01-01T00:00:00Z.</summary>
    public ReadOnlySpan<long> InternalDates => Open.InternalDates;

    /// <summary>INTERNALDATE's zone, in minutes east of UTC.</summary>
    public ReadOnlySpan<short> ZoneMinutes => Open.ZoneMinutes;

    /// <summary>SAVEDATE (RFC 8514): when it came into this mailbox, in seconds since 1970-01-01T00:00:00Z.</summary>
    public ReadOnlySpan<long> SaveDates => Open.SaveDates;

    /// <summary>True while it stands packed: nobody has looked at it since <see cref="Rest"/>.</summary>
    internal bool IsAtRest => _form is byte[];

    private Columns Open => _form as Columns ?? Unpack();

    /// <summary>Packs the columns, which take a third of their room and less then, until somebody asks for one. Safe at any time: who has a column keeps it.</summary>
    internal void Rest()
    {
        if (_form is not Columns open)
        {
            return;
        }

        var packed = new RowWriter(PackedVersion, 64 + (Count * 16));
        ColumnPacking.Pack<uint>(packed, open.Uids);
        ColumnPacking.Pack<long>(packed, open.Emails);
        ColumnPacking.Pack<long>(packed, open.Sizes);
        ColumnPacking.Pack<long>(packed, open.InternalDates);
        ColumnPacking.Pack<short>(packed, open.ZoneMinutes);
        ColumnPacking.Pack<long>(packed, open.SaveDates);
        Volatile.Write(ref _form, packed.Written.ToArray());
    }

    /// <summary>The same messages under other UIDs, as a copy has them: every other column is shared.</summary>
    internal ChunkColumns With(uint[] uids, long[]? saveDates = null)
    {
        Columns open = Open;
        return new(open with { Uids = uids, SaveDates = saveDates ?? open.SaveDates });
    }

    /// <summary>The same messages with other emails, as another account has them.</summary>
    internal ChunkColumns With(long[] emails) => new(Open with { Emails = emails });

    /// <summary>The places [start, end) of UIDs from <paramref name="first"/> to <paramref name="last"/>.</summary>
    internal (int Start, int End) Between(uint first, uint last)
    {
        ReadOnlySpan<uint> uids = Uids;
        int start = uids.BinarySearch(first);
        start = start < 0 ? ~start : start;
        int end = uids.BinarySearch(last);
        return (start, end < 0 ? ~end : end + 1);
    }

    // Two threads may do it at once: each has true columns, and one of them stays.
    private Columns Unpack()
    {
        object form = Volatile.Read(ref _form);
        if (form is Columns opened)
        {
            return opened;
        }

        var row = new RowReader((byte[])form, PackedVersion);
        var open = new Columns(
            ColumnPacking.Unpack<uint>(ref row, Count), ColumnPacking.Unpack<long>(ref row, Count), ColumnPacking.Unpack<long>(ref row, Count),
            ColumnPacking.Unpack<long>(ref row, Count), ColumnPacking.Unpack<short>(ref row, Count), ColumnPacking.Unpack<long>(ref row, Count));
        Volatile.Write(ref _form, open);
        return open;
    }

    private sealed record Columns(uint[] Uids, long[] Emails, long[] Sizes, long[] InternalDates, short[] ZoneMinutes, long[] SaveDates);
}

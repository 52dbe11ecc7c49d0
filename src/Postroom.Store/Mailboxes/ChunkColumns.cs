namespace Postroom.Store;

/// <summary>
/// The columns of a chunk that never change while its membership stays the same: shared by every version of the chunk and
/// by every session's view, so that "same object" means "nothing was expunged here".
/// </summary>
/// <remarks>At most 256 messages, by ascending UID; the arrays are equally long and never written again.</remarks>
public sealed class ChunkColumns
{
    /// <summary>At most so many messages stand in one chunk.</summary>
    public const int Capacity = 256;

    internal ChunkColumns(uint[] uids, long[] emails, long[] sizes, long[] internalDates, short[] zoneMinutes, long[] saveDates) =>
        (_uids, _emails, _sizes, _internalDates, _zoneMinutes, _saveDates) = (uids, emails, sizes, internalDates, zoneMinutes, saveDates);

    private readonly uint[] _uids;
    private readonly long[] _emails;
    private readonly long[] _sizes;
    private readonly long[] _internalDates;
    private readonly short[] _zoneMinutes;
    private readonly long[] _saveDates;

    /// <summary>How many messages.</summary>
    public int Count => _uids.Length;

    /// <summary>UIDs, ascending.</summary>
    public ReadOnlySpan<uint> Uids => _uids;

    /// <summary>What each message's <see cref="EmailKey"/> wraps.</summary>
    public ReadOnlySpan<long> Emails => _emails;

    /// <summary>RFC822.SIZE, in octets.</summary>
    public ReadOnlySpan<long> Sizes => _sizes;

    /// <summary>INTERNALDATE as seconds since 1970-01-01T00:00:00Z.</summary>
    public ReadOnlySpan<long> InternalDates => _internalDates;

    /// <summary>INTERNALDATE's zone, in minutes east of UTC.</summary>
    public ReadOnlySpan<short> ZoneMinutes => _zoneMinutes;

    /// <summary>SAVEDATE (RFC 8514): when it came into this mailbox, in seconds since 1970-01-01T00:00:00Z.</summary>
    public ReadOnlySpan<long> SaveDates => _saveDates;

    /// <summary>The same messages under other UIDs, as a copy has them: every other column is shared.</summary>
    internal ChunkColumns With(uint[] uids, long[]? saveDates = null) => new(uids, _emails, _sizes, _internalDates, _zoneMinutes, saveDates ?? _saveDates);

    /// <summary>The same messages with other emails, as another account has them.</summary>
    internal ChunkColumns With(long[] emails) => new(_uids, emails, _sizes, _internalDates, _zoneMinutes, _saveDates);

    /// <summary>The places [start, end) of UIDs from <paramref name="first"/> to <paramref name="last"/>.</summary>
    internal (int Start, int End) Between(uint first, uint last)
    {
        int start = _uids.AsSpan().BinarySearch(first);
        start = start < 0 ? ~start : start;
        int end = _uids.AsSpan().BinarySearch(last);
        return (start, end < 0 ? ~end : end + 1);
    }
}

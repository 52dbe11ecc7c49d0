namespace Postroom.Store.Engine;

/// <summary>A row's key within its table: ordered by <paramref name="Major"/>, then <paramref name="Minor"/> (0 where a table has one number only).</summary>
public readonly record struct RowKey(long Major, long Minor = 0) : IComparable<RowKey>
{
    /// <inheritdoc/>
    public int CompareTo(RowKey other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <summary>Orders by Major, then Minor.</summary>
    public static bool operator <(RowKey left, RowKey right) => left.CompareTo(right) < 0;

    /// <summary>Orders by Major, then Minor.</summary>
    public static bool operator >(RowKey left, RowKey right) => left.CompareTo(right) > 0;

    /// <summary>Orders by Major, then Minor.</summary>
    public static bool operator <=(RowKey left, RowKey right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by Major, then Minor.</summary>
    public static bool operator >=(RowKey left, RowKey right) => left.CompareTo(right) >= 0;
}

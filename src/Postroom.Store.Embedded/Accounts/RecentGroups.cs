namespace Postroom.Store.Embedded.Accounts;

/// <summary>The commit groups of an account that are in the log and not in mail.db yet, and how a reader sees both as one (docs/adr/0005).</summary>
/// <remarks>
/// A reader takes a <see cref="View"/>, begins its transaction in mail.db, and asks whether the view still <see cref="Covers"/> it. The one who
/// moves groups says so first (<see cref="BeginMove"/>), commits them to mail.db, and lets go of them last (<see cref="EndMove"/>). So whatever mail.db
/// shows lies at or before what the view shows, and every group between them is in the view.
/// </remarks>
internal sealed class RecentGroups(RecentRows rows)
{
    private RecentRows _rows = rows;
    private long _moving = rows.Last;

    /// <summary>None yet: mail.db has all up to <paramref name="sequence"/>.</summary>
    internal RecentGroups(long sequence) : this(new RecentRows(sequence)) { }

    /// <summary>What is in memory now. For the one who adds and moves.</summary>
    internal RecentRows Rows => _rows;

    internal RecentView View()
    {
        RecentRows rows = Volatile.Read(ref _rows);
        return new RecentView(rows, rows.Last);
    }

    /// <summary>False when mail.db, as a transaction that has begun by now sees it, may be ahead of <paramref name="view"/>: take another and begin again.</summary>
    internal bool Covers(RecentView view)
    {
        Interlocked.MemoryBarrier(); // the transaction began before this is read
        return Volatile.Read(ref _moving) <= view.UpTo;
    }

    internal void BeginMove()
    {
        Volatile.Write(ref _moving, _rows.Last);
        Interlocked.MemoryBarrier(); // it is told before SQLite commits
    }

    internal void EndMove() => Volatile.Write(ref _rows, new RecentRows(_rows.Last));
}

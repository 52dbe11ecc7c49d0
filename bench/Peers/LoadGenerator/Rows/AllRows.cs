namespace LoadGenerator.Rows;

/// <summary>Every row, in the order of the table. What Postroom does not have yet (SORT, THREAD, LMTP, POP3) gets a file beside these.</summary>
internal static class AllRows
{
    /// <summary>What two minutes are enough for, with a warm-up for each: of rows that do much the same (MOVE, EXPUNGE and COPY, two headers, a word and a piece of one), one.</summary>
    public static readonly string[] Quick =
    [
        "append-4k-1", "append-4k-20", "multiappend-4k", "copy-1000", "fetch-flags-1000", "fetch-envelope-1000", "fetch-bodies-1000",
        "fetch-body-1000", "fetch-10m", "store-one-1000", "store-range-1000", "search-flag-1000", "search-from-1000", "search-word-1000",
        "login-select-logout", "select-1000", "qresync-1000", "list-200", "day-50",
    ];

    public static IEnumerable<Row> Of(IReadOnlyList<int> sizes, int accounts)
    {
        Box[] boxes = [.. sizes.Select(static size => new Box(size))];
        return [
            .. AppendRows.All(), .. MoveRows.All(boxes), .. FetchRows.All(boxes), .. StoreRows.All(boxes), .. SearchRows.All(boxes),
            .. SessionRows.All(boxes), .. QresyncRows.All(boxes), .. MailboxRows.All(), .. IdleRows.All(accounts), DownloadRow.Make(boxes[^1]), .. GiantRows.All(), .. ScaleRows.All(boxes), DayRow.Make(),
        ];
    }

    /// <summary>From so many clients on, what the rest of a server takes is lost in what they take.</summary>
    public const int Crowd = 5_000;

    /// <summary>Sizes beyond this are asked for few rows only, where a row says so.</summary>
    public const int Huge = 1_000_000;
}

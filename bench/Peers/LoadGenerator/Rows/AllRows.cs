namespace LoadGenerator.Rows;

/// <summary>Every row, in the order of the table. What is not in every server yet (MULTIAPPEND, SORT, THREAD, QRESYNC, LMTP, POP3) gets a file beside these.</summary>
internal static class AllRows
{
    public static IEnumerable<Row> Of(IReadOnlyList<int> sizes)
    {
        Box[] boxes = [.. sizes.Select(static size => new Box(size))];
        return [
            .. AppendRows.All(), .. MoveRows.All(boxes), .. FetchRows.All(boxes), .. StoreRows.All(boxes), .. SearchRows.All(boxes),
            .. SessionRows.All(boxes), .. MailboxRows.All(), .. IdleRows.All(), DownloadRow.Make(boxes[^1]), .. ScaleRows.All(boxes), DayRow.Make(),
        ];
    }

    /// <summary>Sizes beyond this are asked for few rows only, where a row says so.</summary>
    public const int Huge = 1_000_000;
}

namespace LoadGenerator;

/// <summary>The keys that SEARCH rows ask for, and which letters match.</summary>
internal static class Searches
{
    public const string Flag = "FLAGGED";
    public const string Before = "BEFORE 4-Jan-2024";
    public const string From = "FROM writer42@example.net";
    public const string Header = "HEADER Message-ID \"<777.bench@example.net>\"";
    public const string BodyWord = "BODY " + Letters.RareWord;
    public const string TextPiece = "TEXT " + Letters.RarePiece;

    private static readonly DateTimeOffset BeforeDay = new(2024, 1, 4, 0, 0, 0, TimeSpan.Zero);

    public static bool Matches(string key, int letter) => key switch
    {
        Flag => Letters.IsFlagged(letter),
        "UNSEEN" => !Letters.IsSeen(letter),
        Before => Letters.Date(letter) < BeforeDay,
        From => letter % 97 == 42,
        Header => letter == 777,
        BodyWord or TextPiece => letter % 1000 == 7,
        _ => throw new ArgumentException($"no such key: {key}"),
    };
}

namespace LoadGenerator;

/// <summary>A mailbox of so many <see cref="Letters"/>, in account u0: message n is letter n, and after 100,000 they begin again.</summary>
internal sealed record Box(int Count)
{
    public const string Owner = "u0";
    public const int Distinct = 100_000;

    private long[]? _octets;

    public string Name => $"m{Count}";

    public static int LetterOf(int message) => ((message - 1) % Distinct) + 1;

    /// <summary>All their octets from the first message to <paramref name="last"/>.</summary>
    public long Octets(int last)
    {
        if (_octets is null)
        {
            _octets = new long[Math.Min(Count, Distinct) + 1];
            for (int i = 1; i < _octets.Length; i++)
                _octets[i] = _octets[i - 1] + Letters.Of(i).Length;
        }
        return _octets[last];
    }

    public long Octets(int first, int last) => Octets(last) - Octets(first - 1);

    /// <summary>How many of the first messages match.</summary>
    public static int Matching(string search, int count) => Enumerable.Range(1, count).Count(n => Searches.Matches(search, LetterOf(n)));
}

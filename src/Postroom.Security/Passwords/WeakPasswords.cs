using System.Text;

namespace Postroom.Security;

/// <summary>Passwords that nobody should have: those with which attackers begin, one of them for all accounts ("spraying", RFC 9051 §11.7), and short ones.</summary>
public static class WeakPasswords
{
    /// <summary>Fewest characters of a new password (NIST SP 800-63B §5.1.1.2).</summary>
    public const int MinCharacters = 8;

    // What they are made of: a well-known word and a year, a number, a sign. Rarer words with such an end are not what attackers of all accounts try.
    private const int FrequentWords = 1_000;
    private const int LongestEnd = 6;
    private const int ShortestWord = 4;
    private const int LongestWellKnown = 64;

    private static readonly string[] Seasonal =
    [
        "spring", "summer", "autumn", "fall", "winter", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
        "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "office", "login", "user", "guest", "mail", "email", "imap", "postroom",
    ];

    private static readonly Lazy<Dictionary<string, int>> Ranks = new(Read);

    /// <summary>Why <paramref name="password"/> is refused as a new one, in a sentence; null if it will do.</summary>
    /// <param name="password">In UTF-8, prepared (<see cref="Password.TryPrepareNew"/>).</param>
    /// <param name="loginName">Whose it is to be.</param>
    public static string? WhyRefused(ReadOnlySpan<byte> password, string loginName) =>
        IsWellKnown(password, loginName)
            ? "The password is one of those that attackers try first, or made from one: take another."
            : Encoding.UTF8.GetCharCount(password) < MinCharacters ? $"The password is shorter than {MinCharacters} characters." : null;

    /// <summary>True for what attackers try on every account: the frequent ones of stolen collections, whatever the case; the most frequent, seasons and days
    /// also with digits and signs behind them or for their letters (P@ssw0rd2026!); one character again and again, rows of neighbours (abcdefgh); the account's own name.</summary>
    /// <param name="password">In UTF-8, prepared.</param>
    /// <param name="loginName">Whose it is.</param>
    public static bool IsWellKnown(ReadOnlySpan<byte> password, string loginName)
    {
        ArgumentNullException.ThrowIfNull(loginName);
        if (password.Length is 0 or > LongestWellKnown || password.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return false; // the list has none of them
        }

        Span<char> text = stackalloc char[password.Length];
        Span<char> plain = stackalloc char[password.Length];
        try
        {
            Encoding.ASCII.GetChars(password, text);
            foreach (ref char c in text)
                c = char.ToLowerInvariant(c);
            return Rank(text) is not null || IsRow(text) || IsOfName(text, loginName) || HasFrequentWord(text, loginName, plain);
        }
        finally
        {
            text.Clear();
            plain.Clear();
        }
    }

    private static bool HasFrequentWord(ReadOnlySpan<char> text, string loginName, Span<char> plain)
    {
        // Signs for letters first: the zero of "passw0rd1" is one, that of "password10" belongs to the end.
        for (int end = 0; end <= Math.Min(LongestEnd, text.Length - ShortestWord); end++)
        {
            if (end > 0 && char.IsAsciiLetter(text[^end]))
                break;
            ReadOnlySpan<char> word = text[..^end];
            Span<char> letters = plain[..word.Length];
            for (int i = 0; i < word.Length; i++)
                letters[i] = LetterOf(word[i]);
            if (IsFrequent(word) || IsFrequent(letters) || IsOfName(word, loginName))
                return true;
        }

        return false;
    }

    private static bool IsFrequent(ReadOnlySpan<char> word)
    {
        foreach (string seasonal in Seasonal)
        {
            if (word.SequenceEqual(seasonal))
                return true;
        }

        return Rank(word) < FrequentWords;
    }

    // The login name, or what stands before its "@" or in the domain behind it.
    private static bool IsOfName(ReadOnlySpan<char> word, string loginName)
    {
        if (word.Length < ShortestWord)
            return false;
        if (word.Equals(loginName, StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (Range part in loginName.AsSpan().SplitAny('@', '.'))
        {
            if (word.Equals(loginName.AsSpan(part), StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool IsRow(ReadOnlySpan<char> text)
    {
        int step = text.Length > 1 ? text[1] - text[0] : 0;
        if (step is < -1 or > 1)
            return false;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] - text[i - 1] != step)
                return false;
        }

        return true;
    }

    private static char LetterOf(char c) => c switch
    {
        '0' => 'o', '1' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', '!' => 'i', _ => c,
    };

    private static int? Rank(ReadOnlySpan<char> text) => Ranks.Value.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int rank) ? rank : null;

    private static Dictionary<string, int> Read()
    {
        using Stream list = typeof(WeakPasswords).Assembly.GetManifestResourceStream("well-known-passwords.txt")!;
        using var reader = new StreamReader(list, Encoding.ASCII);
        var ranks = new Dictionary<string, int>(10_000, StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("# ", StringComparison.Ordinal) && line != "#")
                ranks.TryAdd(line, ranks.Count);
        }

        return ranks;
    }
}

using System.Globalization;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>A few hundred SEARCHes: every key of RFC 3501 by itself, and combinations; the words are those of the messages.</summary>
internal static class SearchQueries
{
    private static readonly string[] Flags =
    [
        "ALL", "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "SEEN", "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN",
        "KEYWORD $Forwarded", "KEYWORD Work", "UNKEYWORD later", "KEYWORD WORK", "KEYWORD neverused", "OLD NOT ALL",
    ];

    private static readonly string[] Dates = ["1-Mar-2023", "15-Jul-2023", "31-Dec-2023", "01-Jan-2024", "29-Feb-2024", "1-Aug-2024", "28-Feb-2025", "3-Feb-2025", "12-Feb-2025", "1-Jan-1990"];

    /// <param name="count">Of messages in the mailbox: some keys are about numbers.</param>
    public static IEnumerable<SearchQuery> All(int count)
    {
        SearchKey[] single = [.. new[] { Flags, OfDates(), OfSizes(), OfNumbers(count), OfWords() }.SelectMany(keys => keys).Select(key => new SearchKey(key))];
        foreach (SearchKey key in single)
            yield return key;
        foreach (string word in MessageGenerator.Words.Where(w => !System.Text.Ascii.IsValid(w)))
        {
            foreach (string key in new[] { "SUBJECT", "FROM", "BODY", "TEXT", "HEADER X-Mailer" })
                yield return new SearchKey(key, word);
        }

        // Combinations of keys that were asked by themselves before, the same on every run.
        var random = new Random(7);
        for (int i = 0; i < 120; i++)
            yield return Combined(random, single, 3);
    }

    private static IEnumerable<string> OfDates() =>
        from key in new[] { "BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE" } from date in Dates select $"{key} {date}";

    private static IEnumerable<string> OfSizes() =>
        from size in new[] { 0, 100, 500, 1000, 3000, 5000, 100_000, int.MaxValue } from key in new[] { "LARGER", "SMALLER" }
        select string.Create(CultureInfo.InvariantCulture, $"{key} {size}");

    private static IEnumerable<string> OfNumbers(int count) =>
        new[] { "1", "*", "1:*", "*:1", $"{count}:3", $"1,3,5:9,{count}", $"{count + 100}:*", "2:4,3:7" }
            .SelectMany(set => new[] { set, "UID " + set, "NOT UID " + set }).Where(set => !set.StartsWith($"{count + 100}", StringComparison.Ordinal));

    private static IEnumerable<string> OfWords()
    {
        foreach (string word in MessageGenerator.Words.Where(w => System.Text.Ascii.IsValid(w)))
        {
            yield return $"SUBJECT {word}";
            yield return $"BODY {word.ToUpperInvariant()}";
            yield return $"TEXT {word[..^1]}";
        }
        foreach (string person in MessageGenerator.People)
        {
            foreach (string key in new[] { "FROM", "TO", "CC", "BCC", "HEADER Message-ID", "HEADER Reply-To" })
                yield return $"{key} {person}";
        }
        foreach (string field in new[] { "Subject", "X-Mailer", "Received", "Content-Type", "Sender", "X-Absent", "in-reply-to" })
            yield return $"HEADER {field} \"\"";
        string[] odd =
        [
            "SUBJECT \"\"", "BODY \"\"", "TEXT \"\"", "FROM \"\"", "SUBJECT \"Re: \"", "SUBJECT \"list-3] \"", "SUBJECT \"\\\"\"", "SUBJECT \"\\\\\"",
            "BODY \"the and\"", "TEXT \"multi-part message\"", "TEXT \"Content-Type\"", "BODY \"Content-Type\"", "HEADER Content-Type multipart",
            "HEADER Content-Type \"charset=utf-8\"", "FROM \"@example.org\"", "FROM \"<ann@example.org>\"", "FROM \"Ann Example\"", "TO \"friends\"",
            "FROM \"M\"", "SUBJECT a", "BODY \"=20\"", "BODY \"epilogue\"", "BODY \"preamble\"", "TEXT \"192.0.2\"", "HEADER Received \"by mx.example.org\"",
            "HEADER Received \"(Postfix) with\"", "HEADER References b.example", "SUBJECT \"three times over\"", "BODY \"JVBER\"", "BODY png",
        ];
        foreach (string key in odd)
            yield return key;
    }

    private static SearchQuery Combined(Random random, SearchKey[] single, int depth)
    {
        SearchQuery Any() => single[random.Next(single.Length)];
        return (depth == 0 ? 0 : random.Next(5)) switch
        {
            0 => Any(),
            1 => new SearchNot(Combined(random, single, depth - 1)),
            2 => new SearchOr(Combined(random, single, depth - 1), Combined(random, single, depth - 1)),
            3 => new SearchAnd(Combined(random, single, depth - 1), Any(), InParentheses: true),
            _ => new SearchAnd(Any(), Combined(random, single, depth - 1), InParentheses: false),
        };
    }
}

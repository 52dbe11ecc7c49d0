using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Postroom.Peers.Tests.Reading;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>
/// Why a single SEARCH key may find a message on one server only. Each rule shows its reason in the message's own octets, read by
/// <see cref="MessageReading"/>: that a key was asked for is no reason.
/// </summary>
internal static partial class SearchRules
{
    private const string HeaderOfPart = "BODY searches the headers of parts";
    private const string Latin1 = "Eight bits without a charset are found as Latin-1";
    private const string UnknownEncoding = "A text in an unknown transfer encoding is searched as it stands";
    private const string UnreadableType = "What may be text is searched";

    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        new(HeaderOfPart, d => IsFoundByUs(d, out SearchKey key) && IsReason(HeaderOfPart, d, key)),
        new(Latin1, d => IsFoundByUs(d, out SearchKey key) && IsReason(Latin1, d, key)),
        new(UnknownEncoding, d => IsFoundByUs(d, out SearchKey key) && IsReason(UnknownEncoding, d, key)),
        new(UnreadableType, d => IsFoundByUs(d, out SearchKey key) && IsReason(UnreadableType, d, key)),
        new("A folded subject keeps its spaces in searches", d => IsFoundByThem(d, out SearchKey key) && key.Field == "subject"
            && !Fields(d, key).Any(field => Has(FieldReading.Decode(field.Unfolded), key)) && Fields(d, key).Any(field => Has(FieldReading.Decode(field.UnfoldedToOneSpace), key))),
        new("Address keys search what was written", d => d.Path.Length == 0 && d.Query is SearchKey { Name: "FROM" or "TO" or "CC" or "BCC" } key
            && Fields(d, key).Any(field => Has(FieldReading.Decode(field.Unfolded), key)) == IsFound(d.Ours!)),
        new("A message without a Date was not sent before anything", d => IsFoundByThem(d, out SearchKey key) && key.Name == "SENTBEFORE"
            && Dates(d).All(date => date is null)),
        new("A Date may be of any year", d => IsSingle(d, out SearchKey key) && key.Name.StartsWith("SENT", StringComparison.Ordinal)
            && Dates(d) is [{ Year: < 1970 or > 2105 } day] && Holds(key, day) == IsFound(d.Ours!)),
        new("A Date counts by its day", d => IsSingle(d, out SearchKey key) && key.Name.StartsWith("SENT", StringComparison.Ordinal)
            && Dates(d) is [{ } day] && Holds(key, day) == IsFound(d.Ours!) && !Fields(d, new SearchKey("HEADER date")).Any(field => WholeDate().IsMatch(field.Unfolded))),
        new("Of two Dates the last counts", d => IsSingle(d, out SearchKey key) && key.Name.StartsWith("SENT", StringComparison.Ordinal)
            && Dates(d) is [var first, .., var last] && Holds(key, last) == IsFound(d.Ours!) && Holds(key, first) == IsFound(d.Theirs!)),
        new("Larger than both is larger than the larger", d => d.Path == SearchComparer.TheirsKeepsOneSize),
    ];

    [GeneratedRegex("""^\s*([A-Za-z]+\s*,)?\s*(?<day>\d{1,2}\s+[A-Za-z]{3,}\s+\d{2,})\s+\d{1,2}:\d{2}|^\s*(?<day>\d{4}[-/]\d{1,2}[-/]\d{1,2})\b|^\s*[A-Za-z]{3}\s+(?<day>[A-Za-z]{3}\s+\d{1,2})\s+[\d:]+\s+(?<year>\d{4})\s*$""")]
    private static partial Regex Date();

    // RFC 5322 §3.3, with the time of a day and a zone.
    [GeneratedRegex("""^\s*([A-Za-z]{3}\s*,)?\s*\d{1,2}\s+[A-Za-z]{3}\s+\d{2,}\s+([01]?\d|2[0-3]):[0-5]\d(:[0-6]\d)?\s+([+-]\d{4}|[A-Za-z]+)""")]
    private static partial Regex WholeDate();

    private static MessageReading Reading(Difference d) => MessageReading.Of(d.Message);

    private static bool IsFound(ImapNode answer) => answer.Value == "found";

    private static bool IsFoundByUs(Difference d, out SearchKey key) => IsSingle(d, out key) && IsFound(d.Ours!);

    private static bool IsFoundByThem(Difference d, out SearchKey key) => IsSingle(d, out key) && IsFound(d.Theirs!);

    private static bool IsSingle(Difference d, out SearchKey key)
    {
        key = d.Query as SearchKey ?? new SearchKey("");
        return key.Name.Length > 0 && d.Path.Length == 0;
    }

    // The day of each Date field; null for one that is no date.
    private static DateOnly?[] Dates(Difference d) =>
    [
        .. Reading(d).Header.Where(field => field.Name == "date").Select(field => Date().Match(field.Unfolded) is { Success: true } date ? Day($"{date.Groups["day"]} {date.Groups["year"]}") : null),
    ];

    private static DateOnly? Day(string text) =>
        DateOnly.TryParse(text, CultureInfo.InvariantCulture, out DateOnly day) ? day : null;

    private static bool Holds(SearchKey key, DateOnly? sent) => sent is { } day && key.Name switch
    {
        "SENTBEFORE" => day < Day(key.Argument),
        "SENTON" => day == Day(key.Argument),
        _ => day >= Day(key.Argument),
    };

    private static IEnumerable<FieldReading> Fields(Difference d, SearchKey key) => Reading(d).Header.Where(field => field.Name == key.Field);

    private static bool Has(string text, SearchKey key) => Folded(text).Contains(Folded(key.Argument), StringComparison.Ordinal);

    // Case does not count (RFC 3501 §6.4.4), nor how an accent is composed.
    private static string Folded(string text) => text.Normalize(NormalizationForm.FormKD).ToUpperInvariant();

    // Everywhere where the text stands there is a reason why only Postroom looks there, and this is one of them.
    private static bool IsReason(string rule, Difference d, SearchKey key)
    {
        IReadOnlyList<PartReading> parts = Reading(d).Parts;
        Place[] holding =
        [
            .. (key.Name switch
            {
                "BODY" => [.. parts.Skip(1).SelectMany(part => part.Header).Select(field => Placed(field) with { Reason = HeaderOfPart }), .. parts.SelectMany(Texts)],
                "TEXT" => [.. parts.SelectMany(part => part.Header).Select(Placed), .. parts.SelectMany(part => part.OtherLines).Select(Placed), .. parts.SelectMany(Texts)],
                _ => Fields(d, key).Select(Placed),
            }).Where(place => Has(place.Text, key)),
        ];
        return holding.All(place => place.Reason is not null) && holding.Any(place => place.Reason == rule);
    }

    private static IEnumerable<Place> Texts(PartReading part) => !part.IsSearched ? [] :
    [
        new(part.Text, !part.HasKnownEncoding ? UnknownEncoding
            : !part.HasReadableType ? UnreadableType
            : !part.HasEightBitCharset && IsLatin1(part.Octets, part.Text) ? Latin1
            : null),
    ];

    private static Place Placed(FieldReading field)
    {
        string text = field.Name + ":" + FieldReading.Decode(field.Unfolded);
        return new(text, IsLatin1(field.Name + ":" + field.Unfolded, text) ? Latin1 : null);
    }

    private static Place Placed(string line)
    {
        string text = FieldReading.Eight(line);
        return new(text, IsLatin1(line, text) ? Latin1 : null);
    }

    // Nothing says what the octets are, and they are no UTF-8.
    private static bool IsLatin1(string octets, string text) => octets == text && !Ascii.IsValid(octets);

    /// <summary>Somewhere where a text may stand.</summary>
    /// <param name="Text">All of it.</param>
    /// <param name="Reason">The rule by which Postroom alone finds what stands here; null if Dovecot looks here too.</param>
    private sealed record Place(string Text, string? Reason);
}

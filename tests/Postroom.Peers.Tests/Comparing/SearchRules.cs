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
    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        new("BODY searches the headers of parts", d => IsFoundByUs(d, out SearchKey key) && key.Name == "BODY"
            && Reading(d).Parts.Skip(1).Any(part => part.Header.Any(field => Has(Line(field), key)))
            && Reading(d).Parts.SelectMany(Texts).Where(place => Has(place.Text, key)).All(IsUndeclaredLatin1)),
        new("A folded subject keeps its spaces in searches", d => IsFoundByThem(d, out SearchKey key) && key.Field == "subject"
            && !Fields(d, key).Any(field => Has(FieldReading.Decode(field.Unfolded), key)) && Fields(d, key).Any(field => Has(FieldReading.Decode(field.UnfoldedToOneSpace), key))),
        new("Eight bits without a charset are found as Latin-1", d => IsFoundByUs(d, out SearchKey key) && IsInUndeclaredLatin1Only(d, key)),
        new("Address keys search what was written", d => d.Path.Length == 0 && d.Query is SearchKey { Name: "FROM" or "TO" or "CC" or "BCC" } key
            && Fields(d, key).Any(field => Has(FieldReading.Decode(field.Unfolded), key)) == IsFound(d.Ours!)),
        new("A message without a Date was not sent before anything", d => IsFoundByThem(d, out SearchKey key) && key.Name == "SENTBEFORE"
            && Dates(d).All(date => date is null)),
        new("Of two Dates the last counts", d => IsSingle(d, out SearchKey key) && key.Name.StartsWith("SENT", StringComparison.Ordinal)
            && Dates(d) is [var first, .., var last] && Holds(key, last) == IsFound(d.Ours!) && Holds(key, first) == IsFound(d.Theirs!)),
        new("Larger than both is larger than the larger", d => d.Path == SearchComparer.TheirsKeepsOneSize),
    ];

    [GeneratedRegex("""^\s*([A-Za-z]+\s*,)?\s*(?<day>\d{1,2}\s+[A-Za-z]{3,}\s+\d{2,})\s+\d{1,2}:\d{2}""")]
    private static partial Regex Date();

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
        .. Reading(d).Header.Where(field => field.Name == "date").Select(field => Date().Match(field.Unfolded) is { Success: true } date ? Day(date.Groups["day"].Value) : null),
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

    private static string Line(FieldReading field) => field.Name + ":" + FieldReading.Decode(field.Unfolded);

    private static bool Has(string text, SearchKey key) => Folded(text).Contains(Folded(key.Argument), StringComparison.Ordinal);

    // Case does not count (RFC 3501 §6.4.4), nor how an accent is composed.
    private static string Folded(string text) => text.Normalize(NormalizationForm.FormKD).ToUpperInvariant();

    // Everywhere where the text stands it is Latin-1 that no charset announces.
    private static bool IsInUndeclaredLatin1Only(Difference d, SearchKey key)
    {
        IEnumerable<PartReading> parts = Reading(d).Parts;
        Place[] places = key.Name switch
        {
            "BODY" => [.. parts.Skip(1).SelectMany(Lines), .. parts.SelectMany(Texts)],
            "TEXT" => [.. parts.SelectMany(Lines), .. parts.SelectMany(Texts)],
            _ => [.. Fields(d, key).Select(Placed)],
        };
        Place[] holding = [.. places.Where(place => Has(place.Text, key))];
        return holding.Length > 0 && holding.All(IsUndeclaredLatin1);
    }

    // Nothing says what the octets are, and they are no UTF-8.
    private static bool IsUndeclaredLatin1(Place place) => place.IsUndeclared && place.Octets == place.Text && !Ascii.IsValid(place.Octets);

    private static IEnumerable<Place> Lines(PartReading part) => part.Header.Select(Placed);

    private static IEnumerable<Place> Texts(PartReading part) =>
        part.IsSearched ? [new(part.Octets, part.Text, !part.HasEightBitCharset)] : [];

    private static Place Placed(FieldReading field) => new(field.Unfolded, FieldReading.Decode(field.Unfolded), IsUndeclared: true);

    /// <summary>Somewhere where a text may stand.</summary>
    /// <param name="Octets">Each a character.</param>
    /// <param name="Text">What they say.</param>
    /// <param name="IsUndeclared">No charset belongs to them.</param>
    private sealed record Place(string Octets, string Text, bool IsUndeclared);
}

using System.Globalization;
using System.Text;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>What a comparison found, sorted into what is listed and what is not.</summary>
internal sealed class Verdict(IReadOnlyList<Difference> differences)
{
    private readonly List<(Difference Difference, DifferenceRule? Rule)> _all = [.. differences.Select(d => (d, DifferenceRules.For(d)))];

    public IEnumerable<string> RulesUsed => _all.Where(d => d.Rule is not null).Select(d => d.Rule!.Name).Distinct();

    /// <summary>How many differences, and in how many messages, each rule covers; a line each.</summary>
    public string Summary(string what)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{what}: {_all.Count} differences in {_all.Select(d => d.Difference.Message.Name).Distinct().Count()} messages\n");
        foreach (var rule in _all.GroupBy(d => d.Rule?.Name ?? "NOT LISTED").OrderByDescending(rule => rule.Count()))
            text.Append(CultureInfo.InvariantCulture, $"{rule.Count(),8} in {rule.Select(d => d.Difference.Message.Name).Distinct().Count(),5}  {rule.Key}\n");
        return text.ToString();
    }

    /// <summary>Fails with the counts by kind, and both answers and the message of the first of each kind.</summary>
    public void MustBeListed()
    {
        var unlisted = _all.Where(d => d.Rule is null).Select(d => d.Difference).GroupBy(d => d.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (unlisted.Count == 0)
            return;
        var text = new StringBuilder("Differences that docs/differences.md does not list:\n");
        foreach (IGrouping<string, Difference> kind in unlisted)
            text.Append(kind.Count()).Append(" x ").Append(kind.Key).Append('\n');
        foreach (IGrouping<string, Difference> kind in unlisted.Take(40))
        {
            foreach (Difference difference in kind.DistinctBy(d => (d.Message.Name, d.Item)).Take(Examples))
                text.Append('\n').Append(difference).Append('\n');
        }
        Assert.Fail(text.ToString());
    }

    private static int Examples { get; } = Environment.GetEnvironmentVariable("POSTROOM_EXAMPLES") is { } n ? int.Parse(n, CultureInfo.InvariantCulture) : 1;
}

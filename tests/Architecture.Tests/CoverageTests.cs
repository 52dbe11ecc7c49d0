using System.Text.RegularExpressions;

namespace Postroom.Architecture.Tests;

/// <summary>docs/rfc-coverage.tsv is true: what the source cites has its row, and what a row names exists.</summary>
public partial class CoverageTests
{
    private static readonly string[] Columns = ["rfc", "section", "status", "where", "test", "left out and why"];

    [Fact]
    public void Every_rfc_that_the_source_cites_has_a_row()
    {
        HashSet<string> covered = Rows().Select(row => row[0]).ToHashSet(StringComparer.Ordinal);
        var missing = Repository.Sources("src")
            .SelectMany(file => RfcNumber().Matches(File.ReadAllText(file)).Select(match => (rfc: match.Groups[1].Value, file)))
            .Where(citation => !covered.Contains(citation.rfc))
            .GroupBy(citation => citation.rfc, citation => Path.GetRelativePath(Repository.Root, citation.file), StringComparer.Ordinal)
            .Select(group => $"RFC {group.Key} (cited in {group.First()})");
        Assert.True(!missing.Any(), "No row in docs/rfc-coverage.tsv for: " + string.Join(", ", missing));
    }

    [Fact]
    public void Every_row_has_a_known_status_and_names_files_that_exist()
    {
        foreach (string[] row in Rows())
        {
            string line = string.Join(" | ", row);
            Assert.True(row.Length == Columns.Length, $"not {Columns.Length} columns: {line}");
            Assert.True(row[2] is "full" or "part" or "no", $"status is full, part or no: {line}");
            Assert.True(row[2] == "full" || row[5].Length > 0, $"what is left out, and why: {line}");
            Assert.True(row[2] == "no" || row[3].Length > 0, $"where it is: {line}");
            foreach (string path in row[3].Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(row[4].Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                if (path.Contains('/', StringComparison.Ordinal))
                {
                    string full = Repository.PathOf(path.TrimEnd(',', ';'));
                    Assert.True(File.Exists(full) || Directory.Exists(full), $"{path} does not exist: {line}");
                }
            }
        }
    }

    /// <summary>FetchTranscripts is a class, FetchTranscripts.Partials a test of it, and so is each of FetchTranscripts (Partials, Macros).</summary>
    [Fact]
    public void Every_test_that_a_row_names_exists()
    {
        Dictionary<string, string> classes = new(StringComparer.Ordinal);
        foreach (string text in Repository.Sources("tests").Select(File.ReadAllText))
        {
            foreach (Match type in ClassName().Matches(text))
            {
                classes[type.Groups[1].Value] = classes.GetValueOrDefault(type.Groups[1].Value) + text;
            }
        }

        foreach (string[] row in Rows())
        {
            foreach (Match named in TestNames().Matches(row[4]))
            {
                Assert.True(classes.TryGetValue(named.Groups["class"].Value, out string? text), $"there is no {named.Groups["class"].Value}: {string.Join(" | ", row)}");
                foreach (string test in named.Groups["test"].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
                {
                    Assert.True(text.Contains($" {test}(", StringComparison.Ordinal), $"{named.Groups["class"].Value} has no {test}: {string.Join(" | ", row)}");
                }
            }
        }
    }

    private static IEnumerable<string[]> Rows()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("docs", "rfc-coverage.tsv"));
        Assert.Equal(Columns, lines[0].Split('\t'));
        return lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t'));
    }

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"(?<![\w/.])(?<class>[A-Z]\w*(?:Tests|Transcripts|Contract|Properties))(?:\.(?<test>\w+)| \((?<test>[^)]*)\))?(?![\w/])")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"\bRFC\s?(\d{3,5})\b")]
    private static partial Regex RfcNumber();
}

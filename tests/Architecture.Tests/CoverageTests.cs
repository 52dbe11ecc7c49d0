using System.Text.RegularExpressions;

namespace Postroom.Architecture.Tests;

/// <summary>docs/rfc-coverage.tsv is true: what the source cites has its row, and what a row names exists.</summary>
public partial class CoverageTests
{
    private static readonly Lazy<Dictionary<string, string>> Classes = new(ReadClasses);
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
        foreach (string[] row in Rows())
        {
            AssertExist(row[4], string.Join(" | ", row));
        }
    }

    /// <summary>"Nothing in them without a test": each row of these tables names one in its last cell, and it exists.</summary>
    [Theory]
    [InlineData("limits.md")]
    [InlineData("security.md")]
    [InlineData("observability.md")]
    public void Every_row_of_a_page_names_its_test(string page)
    {
        string[] rows = [.. File.ReadLines(Repository.PathOf("docs", page)).Where(static line => line.StartsWith("| ", StringComparison.Ordinal))];
        Assert.NotEmpty(rows);
        foreach (string row in rows)
        {
            string last = row.TrimEnd(' ', '|').Split(" | ")[^1].Trim();
            if (last != "test" && !row.StartsWith("| ---", StringComparison.Ordinal))
            {
                Assert.True(TestNames().IsMatch(last), $"names no test: {row}");
                AssertExist(last, row);
            }
        }
    }

    private static void AssertExist(string names, string row)
    {
        foreach (Match named in TestNames().Matches(names))
        {
            string name = named.Groups["class"].Value;
            Assert.True(Classes.Value.TryGetValue(name, out string? text), $"there is no {name}: {row}");
            foreach (string test in named.Groups["test"].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.True(text.Contains($" {test}(", StringComparison.Ordinal), $"{name} has no {test}: {row}");
            }
        }
    }

    private static Dictionary<string, string> ReadClasses()
    {
        Dictionary<string, string> classes = new(StringComparer.Ordinal);
        foreach (string text in Repository.Sources("tests").Select(File.ReadAllText))
        {
            foreach (Match type in ClassName().Matches(text))
            {
                classes[type.Groups[1].Value] = classes.GetValueOrDefault(type.Groups[1].Value) + text;
            }
        }

        return classes;
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

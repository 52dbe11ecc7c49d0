namespace Postroom.Architecture.Tests;

/// <summary>What keeps the house tidy and is cheaper to test than to remember.</summary>
public class HouseTests
{
    [Fact]
    public void No_source_file_grows_past_500_lines()
    {
        var long_files = new[] { "src", "tests" }.SelectMany(Repository.Sources)
            .Select(file => (file, lines: File.ReadLines(file).Count()))
            .Where(entry => entry.lines > 500);
        Assert.True(!long_files.Any(), "Split by what they do: " + string.Join(", ", long_files.Select(entry => $"{Path.GetRelativePath(Repository.Root, entry.file)} ({entry.lines})")));
    }

    [Fact]
    public void Nothing_is_left_for_later_in_the_source()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "HA" + "CK:"];
        foreach (string file in new[] { "src", "tests" }.SelectMany(Repository.Sources))
        {
            string text = File.ReadAllText(file);
            Assert.All(marks, mark => Assert.False(text.Contains(mark, StringComparison.Ordinal), $"{mark} in {file}"));
        }
    }

    [Fact]
    public void Every_decision_record_has_context_decision_and_consequences()
    {
        string[] pages = Directory.GetFiles(Repository.PathOf("docs", "adr"), "*.md");
        Assert.NotEmpty(pages);
        foreach (string page in pages)
        {
            string text = File.ReadAllText(page);
            Assert.All(["## Context", "## Decision", "## Consequences"], heading => Assert.True(text.Contains(heading, StringComparison.Ordinal), $"{page}: {heading}"));
        }
    }
}

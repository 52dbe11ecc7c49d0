namespace Postroom.Architecture.Tests;

/// <summary>Who may use whom (docs/architecture.md): nothing points upwards, nothing goes round.</summary>
public class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Postroom.Mime"] = [],
        ["Postroom.Imap"] = [],
        ["Postroom.Net"] = [],
        ["Postroom.Security"] = [],
        ["Postroom.Store"] = ["Postroom.Mime", "Postroom.Imap"],
        ["Postroom.Store.Embedded"] = ["Postroom.Store"],
        ["Postroom.Imap.Server"] = ["Postroom.Imap", "Postroom.Store", "Postroom.Net", "Postroom.Security"],
        ["Postroom.Server"] =
        [
            "Postroom.Mime", "Postroom.Imap", "Postroom.Net", "Postroom.Security", "Postroom.Store", "Postroom.Store.Embedded", "Postroom.Imap.Server",
        ],
    };

    [Fact]
    public void Every_project_references_only_what_lies_below_it()
    {
        foreach (string project in Repository.Projects("src"))
        {
            string name = Repository.NameOf(project);
            Assert.True(Allowed.TryGetValue(name, out string[]? allowed), $"{name} has no row in this test: say what it may use.");
            foreach (string reference in Repository.References(project, "ProjectReference").Select(Repository.NameOf))
            {
                Assert.True(allowed.Contains(reference), $"{name} may not use {reference}.");
            }
        }
    }

    [Fact]
    public void No_library_uses_a_test_or_a_benchmark()
    {
        foreach (string project in Repository.Projects("src"))
        {
            Assert.All(Repository.References(project, "ProjectReference"), reference =>
                Assert.False(reference.Contains("tests/", StringComparison.Ordinal) || reference.Contains("bench/", StringComparison.Ordinal), $"{project}: {reference}"));
        }
    }

    [Fact]
    public void A_third_party_package_is_used_by_one_project_of_src()
    {
        var users = Repository.Projects("src")
            .SelectMany(project => Repository.References(project, "PackageReference").Select(package => (package, user: Repository.NameOf(project))))
            .Where(use => use.package != "Microsoft.Extensions.Logging.Abstractions") // the one contract that everything which logs shares
            .GroupBy(use => use.package, use => use.user, StringComparer.Ordinal);
        Assert.All(users, package => Assert.True(package.Count() == 1, $"{package.Key} is used by {string.Join(", ", package)}."));
    }

    [Fact]
    public void Only_the_host_and_the_web_may_use_the_web_framework()
    {
        foreach (string project in Repository.Projects("src").Where(project => Repository.NameOf(project) is not ("Postroom.Server" or "Postroom.Web")))
        {
            Assert.DoesNotContain("Microsoft.AspNetCore", File.ReadAllText(project), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.PathOf("Postroom.slnx"));
        foreach (string project in new[] { "src", "tests", "bench" }.SelectMany(Repository.Projects))
        {
            string path = Path.GetRelativePath(Repository.Root, project).Replace('\\', '/');
            Assert.True(solution.Contains($"\"{path}\"", StringComparison.Ordinal), $"{path} is not in Postroom.slnx.");
        }
    }
}

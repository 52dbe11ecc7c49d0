using System.Reflection;

namespace Postroom.Architecture.Tests;

/// <summary>src/X/PublicApi.txt lists what library X promises to those who use it: it does not move without somebody saying so.</summary>
public class PublicApiTests
{
    private const string Accept = "POSTROOM_ACCEPT_API";

    private static readonly string[] Names =
    [
        "Postroom.Imap", "Postroom.Imap.Server", "Postroom.Mime", "Postroom.Net", "Postroom.Security", "Postroom.Store", "Postroom.Store.Embedded",
    ];

    public static TheoryData<string> Libraries => new(Names);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_a_library_shows_is_what_its_list_says(string library)
    {
        string path = Repository.PathOf("src", library, "PublicApi.txt");
        string[] now = [.. PublicApi.Of(Assembly.Load(library))];
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(path, string.Concat(now.Select(static line => line + "\n")));
        }

        string[] listed = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] moved = [.. listed.Except(now).Select(static line => "- " + line), .. now.Except(listed).Select(static line => "+ " + line)];
        Assert.True(
            moved.Length == 0,
            $"The public surface of {library} moved. If others are to use it like this, run the tests of Architecture.Tests once with {Accept}=1, which writes "
            + $"src/{library}/PublicApi.txt, and commit that with the change; if not, make it internal.\n{string.Join('\n', moved)}");
        Assert.Equal(now, listed); // the order too: two people's changes are to merge without a conflict
    }

    [Fact]
    public void Every_library_has_a_list()
    {
        IEnumerable<string> libraries = Repository.Projects("src").Select(Repository.NameOf).Where(static name => name != "Postroom.Server");
        Assert.Equal(libraries.Order(StringComparer.Ordinal), Names);
    }
}

using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>Settings: read from three places, refused with a sentence that names the key, the value and what is allowed.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Imap:IdleTimeout=5m", "Imap:IdleTimeout", "5m", "at least 30m")]
    [InlineData("Imap:MaxConnections=many", "Imap:MaxConnections", "many", "1 to 1000000")]
    [InlineData("Imap:MaxConnections=0", "Imap:MaxConnections", "'0'", "1 to 1000000")]
    [InlineData("Imap:Listen=127.0.0.1", "Imap:Listen", "127.0.0.1", "ADDRESS:PORT")]
    [InlineData("Imap:Listen=127.0.0.1:70000", "Imap:Listen", "127.0.0.1:70000", "ADDRESS:PORT")]
    [InlineData("Imap:Listen=::1:1143", "Imap:Listen", "::1:1143", "ADDRESS:PORT")]
    [InlineData("Imap:AllowPlaintextAuth=perhaps", "Imap:AllowPlaintextAuth", "perhaps", "true or false")]
    [InlineData("Imap:MessageLimit=999", "Imap:MessageLimit", "999", "1000")]
    [InlineData("Imap:MaxMessage=10 stone", "Imap:MaxMessage", "10 stone", "KiB")]
    [InlineData("Store:KeepExpunged=14", "Store:KeepExpunged", "'14'", "s, m, h or d")]
    [InlineData("Proxy:Trusted=10.0.0.1/8", "Proxy:Trusted", "10.0.0.1/8", "networks")] // which network, or one address?
    [InlineData("Proxy:Trusted=10.0.0.0/33", "Proxy:Trusted", "10.0.0.0/33", "networks")]
    [InlineData("Proxy:Trusted=10.1", "Proxy:Trusted", "10.1", "networks")]
    [InlineData("Proxy:Trusted=proxy.example.org", "Proxy:Trusted", "proxy.example.org", "networks")]
    [InlineData("Store:FlagDurability=never", "Store:FlagDurability", "never", "Immediate or Deferred")]
    public void A_value_that_cannot_be_is_named_with_what_is_allowed(string assignment, params string[] told)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(null, [assignment]));

        Assert.All(told, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Every_default_can_be_written()
    {
        foreach (Setting setting in PostroomSettings.All)
        {
            setting.Validate([setting.DefaultText]);
        }
    }

    [Fact]
    public void A_key_that_does_not_exist_is_refused_with_the_one_that_was_meant()
    {
        Assert.Contains("did you mean Imap:Listen?", Refusal("Imap:Listn=x:1"), StringComparison.Ordinal);
        Assert.Contains("`postroom settings` lists them all", Refusal("Zebra:Stripes=12"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_assignment_without_a_value_is_refused() => Assert.Contains("Section:Key=value", Refusal("Imap:Listen"), StringComparison.Ordinal);

    [Fact]
    public void A_file_may_have_comments_and_lists_and_the_command_line_wins()
    {
        string file = Write("""
            {
              // Two doors.
              "Imap": { "Listen": ["127.0.0.1:1", "127.0.0.1:2"], "MaxConnections": 7, },
              "Store": { "KeepExpunged": "2h" } /* soon */
            }
            """);

        PostroomSettings settings = ConfigurationLoader.Load(file, ["imap:maxconnections=9"]);

        Assert.Equal(["127.0.0.1:1", "127.0.0.1:2"], settings.Get(PostroomSettings.ImapListen));
        Assert.Equal(9, settings.Get(PostroomSettings.ImapMaxConnections));
        Assert.Equal(TimeSpan.FromHours(2), settings.Get(PostroomSettings.StoreKeepExpunged));
    }

    [Fact]
    public void The_command_line_replaces_a_list_of_the_file_and_can_empty_it()
    {
        string file = Write("""{ "Imap": { "Listen": ["127.0.0.1:1", "127.0.0.1:2"] } }""");

        Assert.Equal(["127.0.0.1:3"], ConfigurationLoader.Load(file, ["Imap:Listen=127.0.0.1:3"]).Get(PostroomSettings.ImapListen));
        Assert.Empty(ConfigurationLoader.Load(file, ["Imap:Listen="]).Get(PostroomSettings.ImapListen));
        Assert.Empty(ConfigurationLoader.Load(Write("""{ "Imap": { "Listen": [] } }"""), []).Get(PostroomSettings.ImapListen));
    }

    [Fact]
    public void A_list_keeps_its_order()
    {
        string[] many = [.. Enumerable.Range(1, 12).Select(port => $"127.0.0.1:{port}")];
        string list = string.Join("\", \"", many);
        string file = Write($$"""{ "imap": { "listen": ["{{list}}"], "maxConnections": ["7"], "utf8Only": true, "maxCompressed": null } }""");

        PostroomSettings settings = ConfigurationLoader.Load(file, []);

        Assert.Equal(many, settings.Get(PostroomSettings.ImapListen));
        Assert.Equal(7, settings.Get(PostroomSettings.ImapMaxConnections));
        Assert.True(settings.Get(PostroomSettings.ImapUtf8Only));
        Assert.False(settings.IsGiven(PostroomSettings.ImapMaxCompressed));
    }

    [Fact]
    public void A_setting_of_one_value_takes_no_list()
    {
        string file = Write("""{ "Imap": { "MaxConnections": [7, 8] } }""");

        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(file, []));

        Assert.Contains("Imap:MaxConnections takes one value", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_no_JSON_is_named()
    {
        string missing = Path.Combine(_folder.FullName, "none.json");
        Assert.Contains(missing, Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(missing, [])).Message, StringComparison.Ordinal);
        string wrong = Write("""{ "Imap": """);
        Assert.Contains(wrong, Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(wrong, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_lists_every_setting_as_the_program_has_it()
    {
        string[] expected = [.. PostroomSettings.All.Select(setting =>
            $"| `{setting.Key}` | {(setting.DefaultText.Length > 0 ? $"`{setting.DefaultText}`" : "")} | {setting.Allowed} | {setting.Meaning} |")];

        string[] page = [.. File.ReadLines(Path.Combine(Checkout.Folder, "docs", "configuration.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(expected, page);
    }

    private static string Refusal(string assignment) => Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(null, [assignment])).Message;

    private string Write(string json)
    {
        string path = Path.Combine(_folder.FullName, Guid.NewGuid() + ".json");
        File.WriteAllText(path, json);
        return path;
    }
}

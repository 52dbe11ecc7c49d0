using System.Security.Cryptography;
using System.Text;
using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>Application passwords, aliases, proxies and domains, as an administrator sets them and a client finds them.</summary>
public sealed class LoginCommandLineTests : IClassFixture<LoginCommandLineTests.ServerWithDomain>
{
    private readonly RunningServer _server;

    public LoginCommandLineTests(ServerWithDomain server) => _server = server;

    [Fact]
    public async Task An_application_password_lets_in_is_listed_and_its_revocation_ends_what_came_in_by_it()
    {
        string password = (await _server.RunAsync(null, "account", "app-password", "add", "u0", "my phone", "--scope", "imap")).MustSucceed().Output.Trim();
        Assert.Matches("^[a-z2-9]{4}(-[a-z2-9]{4}){4}$", password);
        Assert.Contains("my phone\timap\tmade ", (await ListAsync()).Output, StringComparison.Ordinal);
        Assert.Contains("used never", (await ListAsync()).Output, StringComparison.Ordinal);
        Assert.Contains("already", (await _server.RunAsync(null, "account", "app-password", "add", "u0", "my phone")).MustSucceed(2).Error, StringComparison.Ordinal);

        using RawLines byApp = await RawLines.ConnectAsync(_server.Imap);
        using RawLines byOwn = await RawLines.ConnectAsync(_server.Imap);
        await byApp.SayAsync($"a LOGIN u0 {password}", "a OK");
        await byOwn.SayAsync("a LOGIN u0 secret", "a OK");
        Assert.DoesNotContain("used never", (await ListAsync()).Output, StringComparison.Ordinal);

        (await _server.RunAsync(null, "account", "app-password", "revoke", "u0", "my phone")).MustSucceed();
        Assert.StartsWith("* BYE [EXPIRED] ", await byApp.ReadAsync(), StringComparison.Ordinal);
        await byOwn.SayAsync("b NOOP", "b OK");
        Assert.Equal("", (await ListAsync()).Output);
        using RawLines late = await RawLines.ConnectAsync(_server.Imap);
        await late.SayAsync($"a LOGIN u0 {password}", "a NO [AUTHENTICATIONFAILED]");
        Assert.Contains("no application password 'my phone'", (await _server.RunAsync(null, "account", "app-password", "revoke", "u0", "my phone")).MustSucceed(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_is_none_and_a_label_that_is_none_add_nothing()
    {
        Assert.Contains("no control characters", (await _server.RunAsync(null, "account", "app-password", "add", "u1", "two\nlines")).MustSucceed(2).Error, StringComparison.Ordinal);
        Assert.Contains("no scope", (await _server.RunAsync(null, "account", "app-password", "add", "u1", "x", "--scope", "smtp")).MustSucceed(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_logged_in_to_by_its_aliases_until_they_are_taken_away()
    {
        (await _server.RunAsync("first\n", "account", "add", "aliased")).MustSucceed();
        (await _server.RunAsync(null, "account", "alias", "add", "aliased", "Other@Example.net", "short")).MustSucceed();
        Assert.Contains("aliases: other@example.net short", (await _server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);
        foreach (string name in (string[])["OTHER@example.net", "short"])
        {
            using RawLines client = await RawLines.ConnectAsync(_server.Imap);
            await client.SayAsync($"a LOGIN {name} first", "a OK");
        }

        Assert.Contains("taken already", (await _server.RunAsync(null, "account", "alias", "add", "u1", "short")).MustSucceed(2).Error, StringComparison.Ordinal);
        Assert.Contains("exists already", (await _server.RunAsync("x\n", "account", "add", "short")).MustSucceed(2).Error, StringComparison.Ordinal);
        // A name that could not be added (RFC 4314 §2) may be there from before: it is looked for.
        Assert.Contains("does not begin with", (await _server.RunAsync(null, "account", "alias", "add", "aliased", "-x")).MustSucceed(2).Error, StringComparison.Ordinal);
        Assert.Contains("has no alias '-x'", (await _server.RunAsync(null, "account", "alias", "remove", "aliased", "-x")).MustSucceed(2).Error, StringComparison.Ordinal);
        (await _server.RunAsync(null, "account", "alias", "remove", "aliased", "short")).MustSucceed();
        Assert.Contains("no account 'short'", (await _server.RunAsync(null, "status", "short")).MustSucceed(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_a_domain_is_one_of_the_default_domain()
    {
        (await _server.RunAsync("first\n", "account", "add", "bea@example.org", "cem@example.com")).MustSucceed();
        using RawLines client = await RawLines.ConnectAsync(_server.Imap);
        await client.SayAsync("a LOGIN Bea first", "a OK");
        Assert.Contains("no account 'cem'", (await _server.RunAsync(null, "status", "cem")).MustSucceed(2).Error, StringComparison.Ordinal);
    }

    /// <summary>Auth:Proxies names u0: it may act as u1, not the other way round.</summary>
    [Fact]
    public async Task An_administrator_acts_for_a_user_and_nobody_else_does()
    {
        using RawLines refused = await RawLines.ConnectAsync(_server.Imap);
        await refused.SayAsync($"a AUTHENTICATE PLAIN {Plain("u0", "u1")}", "a NO [AUTHORIZATIONFAILED]");
        await refused.SayAsync($"b AUTHENTICATE PLAIN {Plain("nobody", "u0")}", "b NO [AUTHORIZATIONFAILED]");
        using RawLines admin = await RawLines.ConnectAsync(_server.Imap);
        await admin.SayAsync($"a AUTHENTICATE PLAIN {Plain("u1", "u0")}", "a OK");
        await admin.SayAsync("b CREATE \"of u1\"", "b OK");
        await using RawImap user = await RawImap.LoginAsync(_server.Imap, "u1", "secret");
        Assert.NotEmpty((await user.OkAsync("LIST \"\" \"of u1\"")).Named("LIST"));
    }

    /// <summary>What ends the one who acts ends what it does for others: u0 is not in its own account there.</summary>
    [Theory]
    [InlineData("CONTACTADMIN", "disable")]
    [InlineData("EXPIRED", "password")]
    public async Task Whoever_acts_for_a_user_is_out_when_its_own_account_is_disabled_or_has_a_new_password(string code, string command)
    {
        using RawLines acting = await RawLines.ConnectAsync(_server.Imap);
        using RawLines user = await RawLines.ConnectAsync(_server.Imap);
        await acting.SayAsync($"a AUTHENTICATE PLAIN {Plain("u1", "u0")}", "a OK");
        await user.SayAsync("a LOGIN u1 secret", "a OK");
        try
        {
            (await _server.RunAsync("secret\n", "account", command, "u0")).MustSucceed();
            Assert.StartsWith($"* BYE [{code}] ", await acting.ReadAsync(), StringComparison.Ordinal);
            Assert.Null(await acting.ReadAsync());
            await user.SayAsync("b NOOP", "b OK");
        }
        finally
        {
            (await _server.RunAsync(null, "account", "enable", "u0")).MustSucceed();
        }
    }

    /// <summary>The client holds its proof back until the administrator has given the account a new password.</summary>
    [Fact]
    public async Task A_scram_exchange_that_began_under_the_old_password_does_not_let_in_under_the_new_one()
    {
        (await _server.RunAsync("first\n", "account", "add", "scrammed")).MustSucceed();
        using RawLines late = await RawLines.ConnectAsync(_server.Imap);
        var scram = new ScramProof("scrammed", "first");
        string challenge = await late.AskAsync($"a AUTHENTICATE SCRAM-SHA-256 {scram.First}", "+ ");
        (await _server.RunAsync("second\n", "account", "password", "scrammed")).MustSucceed();
        await late.SayAsync(scram.Final(challenge[2..]), "+ "); // the proof is right; what it lets in to is not there any more
        await late.SayAsync("", "a NO [UNAVAILABLE]");

        using RawLines again = await RawLines.ConnectAsync(_server.Imap);
        scram = new ScramProof("scrammed", "second");
        await again.SayAsync(scram.Final((await again.AskAsync($"a AUTHENTICATE SCRAM-SHA-256 {scram.First}", "+ "))[2..]), "+ ");
        await again.SayAsync("", "a OK");
    }

    [Fact]
    public async Task Cram_md5_is_for_who_was_switched_on_with_the_right_password_and_follows_a_new_one()
    {
        (await _server.RunAsync("first\n", "account", "add", "crammed")).MustSucceed();
        Assert.Contains("not the password of crammed", (await _server.RunAsync("other\n", "account", "cram-md5", "on", "crammed")).MustSucceed(2).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("cram-md5", (await _server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("whoever has the data folder", (await _server.RunAsync("first\n", "account", "cram-md5", "on", "crammed")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("\tcram-md5", (await _server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);
        await CramAsync("first", "a OK");
        (await _server.RunAsync("second\n", "account", "password", "crammed")).MustSucceed();
        await CramAsync("second", "a OK");
        (await _server.RunAsync(null, "account", "cram-md5", "off", "crammed")).MustSucceed();
        await CramAsync("second", "a NO [AUTHENTICATIONFAILED]");
        using RawLines still = await RawLines.ConnectAsync(_server.Imap);
        await still.SayAsync("a LOGIN crammed second", "a OK");
    }

    private async Task CramAsync(string password, string expected)
    {
        using RawLines client = await RawLines.ConnectAsync(_server.Imap);
        string challenge = await client.AskAsync("a AUTHENTICATE CRAM-MD5", "+ ");
#pragma warning disable CA5351 // the mechanism's
        string digest = Convert.ToHexStringLower(HMACMD5.HashData(Encoding.ASCII.GetBytes(password), Convert.FromBase64String(challenge[2..])));
#pragma warning restore CA5351
        await client.SayAsync(Convert.ToBase64String(Encoding.ASCII.GetBytes($"crammed {digest}")), expected);
    }

    private Task<ToolResult> ListAsync() => _server.RunAsync(null, "account", "app-password", "list", "u0");

    private static string Plain(string actAs, string name) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{actAs}\0{name}\0secret"));

    public sealed class ServerWithDomain() : RunningServer("Account:DefaultDomain=Example.org", "Auth:Proxies=u0", "Auth:Mechanisms=PLAIN,CRAM-MD5,SCRAM-SHA-256");
}

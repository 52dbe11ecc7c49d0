namespace Postroom.Server.Tests;

/// <summary>postroom acl, beside a running server and without one.</summary>
public sealed class AclCommandLineTests : IClassFixture<LoginCommandLineTests.ServerWithDomain>
{
    private readonly RunningServer _server;

    public AclCommandLineTests(LoginCommandLineTests.ServerWithDomain server) => _server = server;

    [Fact]
    public async Task Rights_are_given_listed_changed_and_taken_back_and_hold_at_once()
    {
        using RawLines client = await RawLines.ConnectAsync(_server.Imap);
        await client.SayAsync("a LOGIN u1 secret", "a OK");
        await client.SayAsync("b SELECT \"Other Users/u0/INBOX\"", "b NO [NONEXISTENT]");
        Assert.Equal("u1 has lr on INBOX of u0.\n", await AclAsync("set", "--account", "u0", "INBOX", "u1", "lr"));
        Assert.Equal("u1 has lrsw on INBOX of u0.\n", await AclAsync("set", "--account", "u0", "inbox", "U1", "+sw"));
        Assert.Equal("u1 has lrw on INBOX of u0.\n", await AclAsync("set", "Other Users/u0/INBOX", "u1", "-s"));
        Assert.Equal("anonymous has lr on INBOX of u0.\n", await AclAsync("set", "--account", "u0", "INBOX", "anonymous", "lr"));
        Assert.Equal("INBOX\tu1\tlrw\nINBOX\tanonymous\tlr\n", await AclAsync("list", "--account", "u0"));
        Assert.Equal("INBOX\tu1\tlrw\nINBOX\tanonymous\tlr\n", await AclAsync("list", "Other Users/u0/INBOX"));
        await client.SayAsync("c SELECT \"Other Users/u0/INBOX\"", "c OK [READ-WRITE]");
        Assert.Equal("u1 has no rights on INBOX of u0.\n", await AclAsync("remove", "--account", "u0", "INBOX", "u1"));
        Assert.Equal("anonymous has no rights on INBOX of u0.\n", await AclAsync("remove", "--account", "u0", "INBOX", "anonymous"));
        Assert.Equal("", await AclAsync("list", "--account", "u0", "INBOX"));
        await client.SayAsync("d SELECT \"Other Users/u0/INBOX\"", "d NO [NONEXISTENT]");
    }

    [Theory]
    [InlineData("no account 'nobody'", "set", "--account", "nobody", "INBOX", "u1", "lr")]
    [InlineData("no account 'nobody'", "set", "--account", "u0", "INBOX", "nobody", "lr")]
    [InlineData("no mailbox 'nothing'", "set", "--account", "u0", "nothing", "u1", "lr")]
    [InlineData("no control characters", "set", "--account", "u0", "a\tb", "u1", "lr")]
    [InlineData("are no rights", "set", "--account", "u0", "INBOX", "u1", "lrp")]
    [InlineData("all rights", "set", "--account", "u0", "INBOX", "u0", "lr")]
    [InlineData("name each account", "set", "--account", "u0", "INBOX", "anyone", "lr")]
    [InlineData("whose mailbox", "set", "INBOX", "u1", "lr")]
    [InlineData("whose mailboxes", "list")]
    [InlineData("not \"anonymous\"", "account", "anonymous")]
    public async Task What_is_wrong_is_said_and_changes_nothing(string says, string verb, params string[] arguments)
    {
        string[] line = verb == "account" ? ["account", "add", .. arguments] : ["acl", verb, .. arguments];
        Assert.Contains(says, (await _server.RunAsync(verb == "account" ? "x\n" : null, line)).MustSucceed(2).Error, StringComparison.Ordinal);
        Assert.Equal("", await AclAsync("list", "--account", "u1"));
    }

    private async Task<string> AclAsync(params string[] arguments) =>
        (await _server.RunAsync(null, ["acl", .. arguments])).MustSucceed().Output.ReplaceLineEndings("\n");
}

using System.CommandLine;

namespace Postroom.Server.Tests;

/// <summary>What serve reads by itself means the same to the parser, and what it leaves is the parser's to refuse.</summary>
public sealed class ServeRequestTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("serve", "--data", "DIR")]
    [InlineData("serve", "--set", "Imap:Listen=127.0.0.1:0", "--data", "DIR", "--set", "Imap:TlsListen=", "--config", "postroom.json")]
    [InlineData("serve", "--set", "Imap:Listen=127.0.0.1:0, [::1]:0", "--set", "Imap:Listen=", "--config", "/etc/postroom.json")]
    public void What_it_reads_means_the_same_to_the_parser(params string[] arguments)
    {
        ServeRequest read = ServeRequest.TryRead(arguments)!;

        ParseResult parsed = CommandLine.Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal("serve", parsed.CommandResult.Command.Name);
        Assert.Equal(parsed.GetValue(AdminCommand.Data), read.Data);
        Assert.Equal(parsed.GetValue(AdminCommand.Config), read.Config);
        Assert.Equal(parsed.GetValue(AdminCommand.Set)!, read.Settings);
        Assert.False(read.IsDemo);
    }

    [Theory]
    [InlineData("--data", "DIR")]
    [InlineData("check")]
    [InlineData("check", "--data", "DIR")]
    [InlineData("--data", "DIR", "serve")]
    [InlineData("serve", "--help")]
    [InlineData("serve", "--data")]
    [InlineData("serve", "--data", "")]
    [InlineData("serve", "--data", "--set")]
    [InlineData("serve", "--data", "DIR", "--data", "OTHER")]
    [InlineData("serve", "--config", "a.json", "--config", "b.json")]
    [InlineData("serve", "--data=DIR", "--set=Imap:Listen=")]
    [InlineData("serve", "@file", "--data", "DIR")]
    [InlineData("serve", "--set", "@file")]
    [InlineData("serve", "--account", "u0")]
    public void All_else_is_the_parsers(params string[] arguments) => Assert.Null(ServeRequest.TryRead(arguments));
}

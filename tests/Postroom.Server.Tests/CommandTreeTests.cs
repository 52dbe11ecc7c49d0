namespace Postroom.Server.Tests;

public sealed class CommandTreeTests
{
    /// <summary>A server reads a line for each command of its administrator: what is made anew for one stays for good, 15 KB each.</summary>
    [Fact]
    public void Each_line_is_read_by_the_same_commands() =>
        Assert.Same(CommandLine.Parse(["status"]).RootCommandResult.Command, CommandLine.Parse(["account", "list"]).RootCommandResult.Command);

    [Fact]
    public void Lines_are_read_side_by_side() => Parallel.For(0, 500, static i =>
    {
        string name = $"u{i}";
        Assert.Equal([name, "other"], CommandLine.Parse(["account", "add", name, "other"]).GetRequiredValue<string[]>("NAME"));
        Assert.NotEmpty(CommandLine.Parse(["account", "ad", name]).Errors);
    });
}

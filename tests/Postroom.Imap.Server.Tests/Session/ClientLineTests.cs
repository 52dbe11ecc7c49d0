using Microsoft.Extensions.Logging;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>What a client says of itself (ID, RFC 2971), in the log: once a connection, short, and no more than one line of its own.</summary>
public class ClientLineTests
{
    [Theory]
    [InlineData("(\"name\" \"sodr\" \"version\" \"19.34\" \"vendor\" NIL)", "name=\"sodr\" version=\"19.34\" vendor=NIL")]
    [InlineData("(\"name\" \"a\\\"b\\\\c\")", "name=\"a?b?c\"")]
    [InlineData("(\"name\" {15}\r\nx\r\nroot is here)", "name=\"x??root is here\"")]
    [InlineData("(\"na\u00e4me\" \"\u001b[31mred\u007f\")", "na?me=\"?[31mred?\"")]
    public async Task It_is_one_line_that_cannot_be_taken_for_another(string said, string logged)
    {
        var log = new Lines();
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(log: log);
        await using TestClient client = await TestClient.ConnectAsync(server);
        await client.SendAsync($"a ID {said}\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        Assert.Equal([$"Information: The client at this machine says it is {logged}"], log.Written);
    }

    [Fact]
    public async Task It_is_said_once_a_connection_and_no_longer_than_it_must_be()
    {
        var log = new Lines();
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(log: log);
        await using TestClient client = await TestClient.ConnectAsync(server);
        Assert.StartsWith("OK", await client.DoAsync("ID NIL"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("ID ()"), StringComparison.Ordinal);
        Assert.Empty(log.Written);
        string fields = string.Join(' ', Enumerable.Range(0, 30).Select(static i => $"\"field{i}\" \"{new string('x', 200)}\""));
        Assert.StartsWith("OK", await client.DoAsync($"ID ({fields})"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("ID (\"name\" \"another\")"), StringComparison.Ordinal);
        string line = Assert.Single(log.Written);
        Assert.InRange(line.Length, 300, 360);
        Assert.EndsWith("...", line, StringComparison.Ordinal);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 7) // Log.Client
            {
                Written.Add($"{logLevel}: {formatter(state, exception)}");
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>The log tells who came and how it ended, and never what they proved it with.</summary>
public sealed class SecretLogTests
{
    private const string Right = "hunter2-Xyzzy", Wrong = "correct-horse-battery", Token = "eyJhbGciOiJub25lIn0.c2VjcmV0LXRva2Vu";

    /// <summary>Right and wrong passwords and tokens, plain and encoded, in every place where a client may put them, and where they do not belong.</summary>
    [Fact]
    public async Task No_password_and_no_token_stands_in_it()
    {
        var log = new Everything();
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(log: log);
        await server.AddAccountAsync("u1", Right);
        string[] secrets = [Right, Wrong, Token], encoded = [.. secrets.SelectMany(Encode)];
        foreach (string secret in secrets.Concat(encoded))
        {
            foreach (string[] said in Conversations(secret).Chunk(2)) // three failures end a connection
            {
                await using TestClient client = await TestClient.ConnectAsync(server);
                await client.SendAsync(string.Concat(said) + "z LOGOUT\r\n");
                while (!(await client.ReadLineAsync()).StartsWith("* BYE", StringComparison.Ordinal))
                {
                    // Whatever the answers are: the log is what counts.
                }
            }
        }

        await server.WhenSessionsEndedAsync();
        string logged = string.Join('\n', log.Lines);
        Assert.All(secrets.Concat(encoded), secret => Assert.DoesNotContain(secret, logged, StringComparison.Ordinal));
        Assert.Contains("u1 logged in by LOGIN", logged, StringComparison.Ordinal);
        Assert.Contains("u1 logged in by PLAIN", logged, StringComparison.Ordinal);
        Assert.Contains("A login as u1 by PLAIN from this machine failed: wrong name or password", logged, StringComparison.Ordinal);
        Assert.Contains("A login by PLAIN from this machine was refused: The response does not fit the mechanism", logged, StringComparison.Ordinal);
        server.TakeFailures();
    }

    [Fact]
    public async Task A_password_that_would_cross_the_network_in_the_clear_is_refused_in_the_log_too()
    {
        var log = new Everything();
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new ImapServerOptions { TrustThisMachine = false }, log: log);
        await using TestClient client = await TestClient.ConnectAsync(server);
        Assert.StartsWith("NO [PRIVACYREQUIRED]", await client.DoAsync($"LOGIN u1 {Right}"), StringComparison.Ordinal);
        Assert.Contains("A login by LOGIN from this machine was refused: A password is only taken over TLS", log.Lines);
    }

    private static string[] Encode(string secret) =>
        [Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0u1\0{secret}")), Convert.ToBase64String(Encoding.ASCII.GetBytes(secret))];

    private static string[] Conversations(string secret) =>
    [
        $"a LOGIN u1 {secret}\r\n",
        $"a LOGIN nobody \"{secret}\"\r\n",
        $"a LOGIN u1 {{{secret.Length}+}}\r\n{secret}\r\n",
        $"a LOGIN {secret}\r\n", // a word too few, ...
        $"a LOGIN u1 {secret} more\r\n", // ... and one too many
        $"a AUTHENTICATE PLAIN {secret}\r\n",
        $"a AUTHENTICATE PLAIN\r\n{secret}\r\n",
        $"a AUTHENTICATE LOGIN\r\ndTE=\r\n{secret}\r\n", // of u1: what stands in the name's place is a name
        $"a AUTHENTICATE SCRAM-SHA-256\r\n{secret}\r\n{secret}\r\n",
        $"a AUTHENTICATE XOAUTH2 {secret}\r\n",
        $"a AUTHENTICATE {secret}\r\n",
        $"{secret}\r\n",
        $"a {secret}\r\n",
        $"{secret} NOOP\r\n",
        $"a FETCH {secret}\r\n",
    ];

    private sealed class Everything : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}");
    }
}

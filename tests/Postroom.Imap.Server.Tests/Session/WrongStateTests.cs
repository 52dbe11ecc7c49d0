using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>Each command in each state in which it may not be given (RFC 9051 §3, §6, and the extension's RFC): BAD, and nothing happened.</summary>
public class WrongStateTests
{
    private const CommandTraits N = CommandTraits.NotAuthenticated, A = CommandTraits.Authenticated, S = CommandTraits.Selected;

    /// <summary>A command that would be good in its states, and these. A test holds that none is missing.</summary>
    private static readonly Dictionary<string, (string Arguments, CommandTraits States)> Commands = new()
    {
        ["CAPABILITY"] = ("", N | A | S),
        ["NOOP"] = ("", N | A | S),
        ["LOGOUT"] = ("", N | A | S),
        ["ID"] = (" NIL", N | A | S),
        ["STARTTLS"] = ("", N),
        ["AUTHENTICATE"] = (" PLAIN", N),
        ["LOGIN"] = (" u1 secret", N),
        ["SELECT"] = (" INBOX", A | S),
        ["EXAMINE"] = (" INBOX", A | S),
        ["CREATE"] = (" new", A | S),
        ["DELETE"] = (" other", A | S),
        ["RENAME"] = (" other another", A | S),
        ["SUBSCRIBE"] = (" other", A | S),
        ["UNSUBSCRIBE"] = (" other", A | S),
        ["LIST"] = (" \"\" *", A | S),
        ["XLIST"] = (" \"\" *", A | S),
        ["LSUB"] = (" \"\" *", A | S),
        ["STATUS"] = (" INBOX (MESSAGES)", A | S),
        ["APPEND"] = (" INBOX {3+}\r\nabc", A | S),
        ["NAMESPACE"] = ("", A | S),
        ["ENABLE"] = (" CONDSTORE", A | S), // RFC 9051 §6.3.1: servers need not check that nothing was selected
        ["IDLE"] = ("", A | S),
        ["NOTIFY"] = (" NONE", A | S),
        ["COMPRESS"] = (" DEFLATE", A | S),
        ["UNAUTHENTICATE"] = ("", A | S),
        ["CHECK"] = ("", S),
        ["CLOSE"] = ("", S),
        ["UNSELECT"] = ("", S),
        ["EXPUNGE"] = ("", S),
        ["UID EXPUNGE"] = (" 1", S),
        ["SEARCH"] = (" ALL", S),
        ["UID SEARCH"] = (" ALL", S),
        ["FETCH"] = (" 1 BODY[]", S),
        ["UID FETCH"] = (" 1 BODY[]", S),
        ["STORE"] = (" 1 FLAGS (\\Deleted)", S),
        ["UID STORE"] = (" 1 FLAGS (\\Deleted)", S),
        ["COPY"] = (" 1 INBOX", S),
        ["UID COPY"] = (" 1 INBOX", S),
        ["MOVE"] = (" 1 other", S),
        ["UID MOVE"] = (" 1 other", S),
        ["REPLACE"] = (" 1 INBOX {3+}\r\nabc", S),
        ["UID REPLACE"] = (" 1 INBOX {3+}\r\nabc", S),
        ["UIDBATCHES"] = (" 500", S),
    };

    [Fact]
    public async Task Each_command_is_bad_where_it_may_not_be_given_and_does_nothing()
    {
        (ImapServerFixture server, TestClient selected) = await TestClient.StartAsync(messages: 1, new() { MaxBadCommandsBeforeLogin = 1000 });
        await using (server)
        await using (selected)
        {
            Assert.Equal(server.Server.Protocol.Registry.Commands.Keys.Order(StringComparer.Ordinal), Commands.Keys.Order(StringComparer.Ordinal));
            Assert.StartsWith("OK", await selected.DoAsync("CREATE other"), StringComparison.Ordinal);
            await using TestClient stranger = await TestClient.ConnectAsync(server);
            await using TestClient authenticated = await TestClient.LogInAsync(server);
            foreach ((string name, (string arguments, CommandTraits states)) in Commands)
            {
                foreach ((CommandTraits state, TestClient client) in ((CommandTraits, TestClient)[])[(N, stranger), (A, authenticated), (S, selected)])
                {
                    if ((states & state) == 0)
                    {
                        Assert.StartsWith("BAD", await client.DoAsync(name + arguments), StringComparison.Ordinal);
                        Assert.Empty(client.Untagged);
                    }
                }
            }

            Assert.StartsWith("OK", await stranger.DoAsync("NOOP"), StringComparison.Ordinal);
            Assert.StartsWith("BAD", await stranger.DoAsync("SELECT INBOX"), StringComparison.Ordinal); // nobody is logged in by it
            Assert.StartsWith("BAD", await authenticated.DoAsync("FETCH 1 FLAGS"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await selected.DoAsync("FETCH 1:* FLAGS"), StringComparison.Ordinal);
            Assert.Single(selected.Untagged);
            Assert.DoesNotContain("\\Deleted", selected.Untagged[0], StringComparison.Ordinal);
            Assert.StartsWith("OK", await selected.DoAsync("LIST \"\" *"), StringComparison.Ordinal);
            Assert.Equal(2, selected.Untagged.Count);
        }
    }

    /// <summary>Said again where once is enough: the session is what it was.</summary>
    [Fact]
    public async Task What_was_done_is_not_done_again()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await server.AddAccountAsync("u2", "secret");
        await using TestClient client = await TestClient.ConnectAsync(server);
        await client.StartTlsAsync();
        Assert.StartsWith("BAD", await client.DoAsync("STARTTLS"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("CREATE mine"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("LOGIN u2 secret"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("AUTHENTICATE PLAIN AHUyAHNlY3JldA=="), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("STARTTLS"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT mine"), StringComparison.Ordinal); // u1's still
        Assert.StartsWith("BAD", await client.DoAsync("AUTHENTICATE PLAIN"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("UNSELECT"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("UNSELECT"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("CLOSE"), StringComparison.Ordinal);
        await client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.SendAsync("j IDLE\r\n"); // no DONE
        Assert.StartsWith("BAD", await client.ReadAnswerAsync("i"), StringComparison.Ordinal);
        await client.CompressAsync();
        Assert.StartsWith("BAD [COMPRESSIONACTIVE]", await client.DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
        Assert.StartsWith("NO", await client.DoAsync("SELECT absent"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("FETCH 1 FLAGS"), StringComparison.Ordinal); // a SELECT that failed leaves nothing selected
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
    }
}

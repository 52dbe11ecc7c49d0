using System.Text;
using Postroom.Net;
using Postroom.Security;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>Once a login is answered, what was handed on of the password is zeros: a dump of the process does not have all that were ever typed.</summary>
public sealed class PasswordMemoryTests
{
    private const string Secret = "hunter2-Xyzzy";

    [Theory]
    [InlineData($"LOGIN u1 {Secret}")]
    [InlineData($"LOGIN u1 \"{Secret}\"")]
    [InlineData("LOGIN {2+}\r\nu1 {13+}\r\n" + Secret)]
    [InlineData("AUTHENTICATE PLAIN AHUxAGh1bnRlcjItWHl6enk=")]
    [InlineData("AUTHENTICATE LOGIN\r\ndTE=\r\naHVudGVyMi1YeXp6eQ==")]
    public async Task Nothing_is_left_of_a_password_when_its_command_is_answered(string login)
    {
        await using ImapServerFixture fixture = await ImapServerFixture.StartInMemoryAsync();
        var checks = new Checks();
        var server = new ImapServer(new ImapServerOptions(), fixture.Store, checks);
        (DuplexStream near, DuplexStream far) = DuplexStream.CreatePair();
        Task serving = server.HandleAsync(Connection.OverStream(far), CancellationToken.None);
        await using (TestClient client = await TestClient.OverAsync(near))
        {
            await client.SendAsync($"a {login}\r\n");
            string answer;
            do
            {
                answer = await client.ReadLineAsync();
            }
            while (answer.StartsWith('+'));
            Assert.StartsWith("a NO [AUTHENTICATIONFAILED]", answer, StringComparison.Ordinal);
        }

        await serving;
        Assert.Equal(Secret, checks.Seen);
        Assert.Equal(new byte[Secret.Length], checks.Given.ToArray());
    }

    [Fact]
    public void The_arguments_of_LOGIN_can_be_wiped()
    {
        var arguments = new LoginArguments(new OctetString("u1"), new OctetString(Secret));
        arguments.WipePassword();
        Assert.Equal(new byte[Secret.Length], arguments.Password.Span.ToArray());
        Assert.Equal("u1", arguments.User.ToString());
    }

    /// <summary>Lets nobody in, and keeps what it was given.</summary>
    private sealed class Checks : IAccountAuthenticator
    {
        public string? Seen { get; private set; }

        public ReadOnlyMemory<byte> Given { get; private set; }

        public ValueTask<AuthenticationResult> CheckPasswordAsync(
            string authenticationId, string authorizationId, ReadOnlyMemory<byte> password, LoginOrigin origin, CancellationToken cancellationToken)
        {
            (Seen, Given) = (Encoding.ASCII.GetString(password.Span), password);
            return ValueTask.FromResult(new AuthenticationResult(AuthenticationFailure.Credentials, Guid.Empty, "", authenticationId));
        }

        public ValueTask<LoginAttempt> BeginAsync(string authenticationId, LoginOrigin origin, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<AuthenticationResult> ConcludeAsync(LoginAttempt attempt, bool isProven, string authorizationId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<bool> IsCurrentAsync(AuthenticationResult login, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

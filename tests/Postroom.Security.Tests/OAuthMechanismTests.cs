using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Security.Tests;

public sealed class OAuthMechanismTests : IDisposable
{
    private const string Token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

    private readonly TestAccounts _accounts = new();
    private readonly OAuthAdvice _advice = new("example_scope", "https://example.com/.well-known/openid-configuration");

    public OAuthMechanismTests()
    {
        _accounts.Add("user@example.com", []); // it has no password
        _accounts.Add("off@example.com", "sesam", isDisabled: true);
        _accounts.Add("team", "other");
    }

    public void Dispose() => _accounts.Dispose();

    /// <summary>RFC 7628 §4.1, octet for octet.</summary>
    [Fact]
    public async Task The_rfcs_token_lets_in()
    {
        SaslReply reply = await Start().StartAsync(Encoding.ASCII.GetBytes(
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"));
        Assert.Equal((SaslReplyKind.Succeeded, "user@example.com"), (reply.Kind, reply.Result!.Name));
    }

    /// <summary>RFC 7628 §4.3: the answer in JSON, then the client's dummy or its "*": NO for either.</summary>
    [Theory]
    [InlineData("AQ==")]
    [InlineData("*")]
    public async Task A_refused_client_is_told_what_to_ask_for(string dummy)
    {
        SaslConversation conversation = Start();
        (int seconds, SaslReply reply) = await _accounts.LateAsync(conversation.StartAsync(Encoding.ASCII.GetBytes(
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9AQE=")).AsTask());
        Assert.Equal((2, SaslReplyKind.Challenge), (seconds, reply.Kind));
        Assert.Equal(
            "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=",
            Encoding.ASCII.GetString(reply.Challenge.Span));
        reply = await conversation.ContinueAsync(Encoding.ASCII.GetBytes(dummy));
        Assert.Equal((SaslReplyKind.Failed, AuthenticationFailure.Credentials), (reply.Kind, reply.Result!.Failure));
    }

    [Theory]
    [InlineData("n,,\u0001auth=Bearer {0}\u0001\u0001")]
    [InlineData("y,,\u0001auth=BeArEr {0}\u0001\u0001")]
    [InlineData("n,a=USER@example.com,\u0001later=x y\u0001auth=bearer {0}\u0001\u0001")]
    public async Task A_token_is_taken_in_each_form(string message) =>
        Assert.True((await RunAsync(string.Format(null, message, Token))).Result!.IsSuccess);

    [Theory]
    [InlineData("wrong", "n,,", "invalid_token")]
    [InlineData("unscoped", "n,,", "insufficient_scope")]
    [InlineData("of-nobody", "n,,", "invalid_token")]
    [InlineData("of-off", "n,,", "invalid_token")]
    [InlineData(Token, "n,a=team,", "invalid_token")] // proven, but may not act as it
    public async Task What_does_not_let_in_is_told_no_more(string token, string header, string status)
    {
        SaslStep step = await RunAsync($"{header}\u0001auth=Bearer {token}\u0001\u0001");
        Assert.False(step.Result!.IsSuccess);
        Assert.StartsWith($"{{\"status\":\"{status}\",\"scope\":", Encoding.UTF8.GetString(step.Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_act_as_another_does()
    {
        _accounts.MayActAs.Add(("user@example.com", "team"));
        Assert.Equal("team", (await RunAsync($"n,a=team,\u0001auth=Bearer {Token}\u0001\u0001")).Result!.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")] // only as an answer to a refusal
    [InlineData("n,,")]
    [InlineData("n,,\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer x\u0001")]
    [InlineData("n,,auth=Bearer x\u0001\u0001")]
    [InlineData("p=tls-exporter,,\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("n,user,\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("n,a=u=ser,\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer x\u0001auth=Bearer y\u0001\u0001")]
    [InlineData("n,,\u0001=x\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("n,,\u0001host=x\u0001\u0001")]
    public async Task A_message_of_another_shape_is_malformed(string message) => Assert.True((await RunAsync(message)).IsMalformed);

    [Fact]
    public async Task Xoauth2_says_the_same_in_its_own_words()
    {
        Assert.Equal("user@example.com", (await RunAsync($"user=user@example.com\u0001auth=Bearer {Token}\u0001\u0001", isBearer: false)).Result!.Name);
        SaslStep refused = await RunAsync("user=user@example.com\u0001auth=Bearer wrong\u0001\u0001", isBearer: false);
        Assert.Equal("""{"status":"401","schemes":"bearer","scope":"example_scope"}""", Encoding.UTF8.GetString(refused.Data.Span));
        Assert.False((await RunAsync($"user=team\u0001auth=Bearer {Token}\u0001\u0001", isBearer: false)).Result!.IsSuccess);
        foreach (string shape in (string[])["", "user=x\u0001\u0001", "auth=Bearer x\u0001\u0001", "user=x\u0001auth=Bearer x\u0001"])
            Assert.True((await RunAsync(shape, isBearer: false)).IsMalformed);
    }

    /// <summary>RFC 7662: asked with our own name and secret; only "active" counts, and what is said is judged as a JWT's claims are.</summary>
    [Theory]
    [InlineData("""{"active":true,"iss":"i","aud":"a","email":"ali","exp":9000000000}""", "ali")]
    [InlineData("""{"active":false,"iss":"i","aud":"a","email":"ali","exp":9000000000}""", null)]
    [InlineData("""{"active":"true","iss":"i","aud":"a","email":"ali","exp":9000000000}""", null)]
    [InlineData("""{"active":true,"iss":"i","aud":"b","email":"ali","exp":9000000000}""", null)]
    [InlineData("""{"active":true,"iss":"i","aud":"a","email":"ali","exp":1}""", null)]
    [InlineData("[]", null)]
    [InlineData("nonsense", null)]
    public async Task The_authorization_server_is_asked(string answer, string? account)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Task<string> asked = AnswerAsync(listener, answer);
        List<string> reports = [];
        using var verifier = new IntrospectionVerifier(
            new Uri($"http://127.0.0.1:{port}/introspect/"), "us", "se:cret", new TokenDemands { Issuer = "i", Audience = "a" }, _accounts.Time, reports.Add);
        Assert.Equal(account, (await verifier.VerifyAsync("to&ken", default)).Account);
        string request = await asked;
        Assert.StartsWith("POST /introspect/ HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Basic dXM6c2UlM0FjcmV0\r\n", request, StringComparison.Ordinal); // us:se%3Acret
        Assert.EndsWith("\r\n\r\ntoken=to%26ken&token_type_hint=access_token", request, StringComparison.Ordinal);
        Assert.DoesNotContain(reports, static report => report.Contains("to&ken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_authorization_server_that_does_not_answer_lets_nobody_in()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop(); // a port that nobody has
        List<string> reports = [];
        using var verifier = new IntrospectionVerifier(
            new Uri($"http://127.0.0.1:{port}/"), "us", "secret", new TokenDemands { Issuer = "i", Audience = "a" }, _accounts.Time, reports.Add);
        Assert.Null((await verifier.VerifyAsync("token", default)).Account);
        Assert.Single(reports);
        Assert.Throws<ArgumentException>(() => new IntrospectionVerifier(
            new Uri("http://id.example.org/"), "us", "secret", new TokenDemands { Issuer = "i", Audience = "a" }, _accounts.Time, reports.Add));
    }

    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        var request = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!request.ToString().EndsWith("access_token", StringComparison.Ordinal))
        {
            int octets = await stream.ReadAsync(buffer);
            Assert.NotEqual(0, octets);
            request.Append(Encoding.ASCII.GetString(buffer, 0, octets));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}"));
        return request.ToString();
    }

    private SaslContext Context() => new(_accounts.Authenticator, new(TestAccounts.Home, LoginServices.Imap), IsConfidential: true);

    private SaslConversation Start() => new(new OAuthBearerMechanism(new Tokens(), _advice), Context());

    private async Task<SaslStep> RunAsync(string message, bool isBearer = true)
    {
        ISaslMechanism mechanism = isBearer ? new OAuthBearerMechanism(new Tokens(), _advice) : new XOAuth2Mechanism(new Tokens(), _advice);
        return (await _accounts.LateAsync(mechanism.Start(Context()).NextAsync(Encoding.UTF8.GetBytes(message), default).AsTask())).Result;
    }

    private sealed class Tokens : ITokenVerifier
    {
        public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(token switch
        {
            Token => new TokenVerdict("user@example.com"),
            "of-nobody" => new TokenVerdict("nobody@example.com"),
            "of-off" => new TokenVerdict("off@example.com"),
            "unscoped" => new TokenVerdict(null, "it lacks the scope", LacksScope: true),
            _ => TokenVerdict.Refused("it is another one"),
        });
    }
}

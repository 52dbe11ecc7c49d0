using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>Tokens that this test gives out: OAUTHBEARER by curl, XOAUTH2 by Python's imaplib, both by mutt.</summary>
public sealed class OAuthTests : IAsyncLifetime
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-oauth-");
    private PostroomServer _server = null!;
    private ClientHome _home = null!;

    public async Task InitializeAsync()
    {
        if (DebianRoot.WhyNot is not null)
            return;
        ECPoint point = _key.ExportParameters(false).Q;
        string keys = Path.Combine(_folder.FullName, "keys.json");
        await File.WriteAllTextAsync(
            keys, $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""");
        _server = await PostroomServer.StartAsync($"OAuth:Keys={keys}", "OAuth:Issuer=https://id.example.org", "OAuth:Audience=mail", "OAuth:Scope=mail", "Limits:LoginDelay=0s", "Limits:LoginDelayMost=0s");
        _home = new ClientHome(nameof(OAuthTests));
        _home.Write("server.pem", await Tls.CertificateAsync(_server.Imaps));
    }

    public async Task DisposeAsync()
    {
        _home?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
        _key.Dispose();
    }

    [ClientFact]
    public async Task Clients_log_in_with_a_token_and_not_with_a_wrong_one()
    {
        string user = await _server.NewAccountAsync();
        Assert.Contains("INBOX", (await CurlAsync(user, Token(user, "mail"))).MustSucceed().Output, StringComparison.Ordinal);
        await _server.WhenLoggedAsync($"{user} logged in by OAUTHBEARER from");
        Assert.Equal("OK", (await ImaplibAsync(user, Token(user, "mail"))).MustSucceed().Output.Trim()); // curl takes the other where there are both
        await _server.WhenLoggedAsync($"{user} logged in by XOAUTH2 from");

        string read = await _server.NewAccountAsync();
        await using (RawImap eyes = await _server.LoginAsync(read))
            await eyes.AppendAsync("INBOX", Letter.Plain("for mutt", "what it reads\r\n").Octets);
        foreach (string mechanism in (string[])["OAUTHBEARER", "XOAUTH2"])
        {
            await Mutt(mechanism, read, Token(read, "mail")).ReadAsync("for mutt", "what it reads");
            await _server.WhenLoggedAsync($"{read} logged in by {mechanism} from");
        }

        // 67: the login was refused.
        string other = await _server.NewAccountAsync();
        ToolResult[] refused = await Task.WhenAll(
            CurlAsync(other, Token(other, "calendar")),
            CurlAsync(other, Token(user, "mail")),
            ImaplibAsync(other, Token(other, "mail")[..^4] + "AAAA"));
        Assert.Equal([67, 67, 1], refused.Select(static result => result.ExitCode));
        await Task.WhenAll(Mutt("OAUTHBEARER", other, Token(other, "calendar")).MustBeRefusedAsync(), Mutt("XOAUTH2", other, Token(user, "mail")).MustBeRefusedAsync());
        await _server.WhenLoggedAsync("failed: the token is not taken: it lacks the scope mail");
        Assert.DoesNotContain($"{other} logged in", _server.Log, StringComparison.Ordinal);
    }

    private Task<ToolResult> CurlAsync(string user, string token) => _home.RunAsync(
        "curl", "-sS", "--max-time", "60", "--oauth2-bearer", token, "-u", $"{user}:", $"imap://127.0.0.1:{_server.Imap.Port}/");

    private Task<ToolResult> ImaplibAsync(string user, string token) => _home.RunAsync("python3", "-c", $"""
        import imaplib
        asked = []
        def answer(challenge):
            asked.append(challenge)
            return b"" if len(asked) > 1 else b"user={user}\x01auth=Bearer {token}\x01\x01"
        imap = imaplib.IMAP4("127.0.0.1", {_server.Imap.Port})
        print(imap.authenticate("XOAUTH2", answer)[0])
        """);

    // It sends a token over TLS only.
    private MuttLogin Mutt(string mechanism, string user, string token) => new(_home, $"imaps://{user}@localhost:{_server.Imaps.Port}/", user, mechanism)
    {
        Settings = $"set imap_oauth_refresh_command=\"/bin/echo {token}\" certificate_file=\"{_home.Inside}/server.pem\"",
    };

    private string Token(string account, string scope)
    {
        long expires = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600;
        string signed = Encode("""{"alg":"ES256","kid":"k"}""") + "." +
            Encode($$"""{"iss":"https://id.example.org","aud":"mail","exp":{{expires}},"email":"{{account}}","scope":"{{scope}}"}""");
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

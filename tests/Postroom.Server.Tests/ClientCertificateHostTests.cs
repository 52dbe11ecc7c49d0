using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>Clients' certificates and EXTERNAL, as openssl sees them from outside.</summary>
public sealed class ClientCertificateHostTests(ClientCertificateHost server) : IClassFixture<ClientCertificateHost>
{
    private const string External = "a AUTHENTICATE EXTERNAL =\r\n";

    [Theory]
    [InlineData("-tls1_3")]
    [InlineData("-tls1_2")]
    public async Task Who_shows_a_certificate_logs_in_by_it_on_either_port(string version)
    {
        ToolResult direct = (await server.SayAsync("x CAPABILITY\r\n" + External + "b NAMESPACE\r\n", "-cert", server["good.pem"], version)).MustSucceed();
        Assert.Contains(" AUTH=EXTERNAL ", direct.Output, StringComparison.Ordinal);
        Assert.Contains("a OK ", direct.Output, StringComparison.Ordinal);
        Assert.Contains("b OK ", direct.Output, StringComparison.Ordinal);
        Assert.Matches("Acceptable client certificate CA names\nCN ?= ?our authority\n", direct.Output);
        Assert.Contains("a OK ", (await server.SayBehindStartTlsAsync(External, "-cert", server["good.pem"], version)).MustSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_it_is_with_one_that_is_named_by_its_fingerprint() =>
        Assert.Contains("a OK ", (await server.SayAsync("a AUTHENTICATE EXTERNAL dTE=\r\n", "-cert", server["pinned.pem"])).MustSucceed().Output, StringComparison.Ordinal); // u1

    /// <summary>The session ticket holds the certificate, not what was sent with it.</summary>
    [Theory]
    [InlineData("-tls1_3", "TLSv1.3")]
    [InlineData("-tls1_2", "TLSv1.2")]
    public async Task A_resumed_session_keeps_the_certificate(string version, string name)
    {
        string session = server[$"session{version}"];
        string[] first = ["-cert", server["chain.pem"], "-cert_chain", server["chain.pem"], version, "-sess_out", session];
        Assert.Contains("a OK ", (await server.SayAsync(External, first)).MustSucceed().Output, StringComparison.Ordinal);
        ToolResult resumed = (await server.SayAsync(External, version, "-sess_in", session)).MustSucceed();
        Assert.Contains($"Reused, {name}", resumed.Output, StringComparison.Ordinal);
        Assert.Contains("a OK ", resumed.Output, StringComparison.Ordinal);
    }

    /// <summary>Without one, or with one that is not believed: TLS goes on, there is no EXTERNAL, a password does as ever.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("expired.pem")]
    [InlineData("server.pem")]
    [InlineData("foreign.pem")]
    [InlineData("selfmade.pem")]
    [InlineData("lost.pem")]
    public async Task Nobody_else_is_disturbed_or_let_in(string? certificate)
    {
        string[] arguments = certificate is null ? [] : ["-cert", server[certificate]];
        ToolResult result = (await server.SayAsync("x CAPABILITY\r\n" + External + "b LOGIN u0 secret\r\n", arguments)).MustSucceed();
        Assert.DoesNotContain("AUTH=EXTERNAL", result.Output, StringComparison.Ordinal);
        Assert.Contains("a NO [CANNOT] ", result.Output, StringComparison.Ordinal);
        Assert.Contains("b OK ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_nobody_and_one_that_names_another_are_refused()
    {
        // At one moment: each waits for the other's failure.
        ToolResult[] refused = await Task.WhenAll(
            server.SayAsync(External, "-cert", server["nobody.pem"]), server.SayAsync("a AUTHENTICATE EXTERNAL dTE=\r\n", "-cert", server["good.pem"]));
        Assert.Contains("a NO [AUTHENTICATIONFAILED] ", refused[0].Output, StringComparison.Ordinal);
        Assert.Contains("a NO [AUTHORIZATIONFAILED] ", refused[1].Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Auth:External=AB=ali")]
    [InlineData("Auth:External=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("Auth:External=000000000000000000000000000000000000000000000000000000000000000X=ali")]
    public void A_fingerprint_that_is_none_is_refused(string assignment) =>
        Assert.Contains("Auth:External cannot be", Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(null, [assignment])).Message, StringComparison.Ordinal);
}

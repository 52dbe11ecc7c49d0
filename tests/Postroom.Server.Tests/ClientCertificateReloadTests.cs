using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Postroom.Peers;
using Postroom.Peers.Servers;
using Postroom.Security;
using Postroom.Security.Tests;

namespace Postroom.Server.Tests;

/// <summary>Authorities, their lists of revoked certificates and the accounts of single ones are others than they were: while clients are connected.</summary>
public sealed class ClientCertificateReloadTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-reload-");
    private readonly TestAuthority _authority = new("our authority");
    private readonly X509Certificate2 _kept;
    private readonly X509Certificate2 _lost;
    private readonly X509Certificate2 _pinned = TestAuthority.SelfMade("whoever@example.org");
    private readonly AwaitedLog _log = new();
    private PostroomHost _host = null!;

    public ClientCertificateReloadTests() => (_kept, _lost) = (_authority.Issue("u0@example.org"), _authority.Issue("u0@example.org"));

    private string this[string name] => Path.Combine(_folder.FullName, name);

    private IPEndPoint Imaps => _host.Doors.Single(static door => door.Key == "Imap:TlsListen").EndPoints[0];

    public async Task InitializeAsync()
    {
        File.WriteAllText(this["authorities.pem"], _authority.Certificate.ExportCertificatePem());
        File.WriteAllText(this["list.pem"], _authority.List(5));
        WriteSettings($"{Fingerprint(_pinned)}=u1");
        string[] set = ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=127.0.0.1:0", "Account:DefaultDomain=example.org", TestPasswords.Setting];
        PostroomSettings Read() => ConfigurationLoader.Load(this["postroom.json"], set);
        _host = await PostroomHost.StartAsync(this["data"], Read(), new ConsoleLog(_log, TimeProvider.System), isDemo: false, null, Read);
        await _host.Store.AddAccountAsync("u0@example.org", "secret", CancellationToken.None);
        await _host.Store.AddAccountAsync("u1@example.org", "secret", CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _log.DisposeAsync();
        foreach (IDisposable one in (IDisposable[])[_authority, _kept, _lost, _pinned])
            one.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Who_is_revoked_is_out_and_nobody_else()
    {
        using RawLines kept = await LoginAsync(_kept), lost = await LoginAsync(_lost), pinned = await LoginAsync(_pinned);
        using RawLines byPassword = await ConnectAsync(_lost);
        await byPassword.SayAsync("a LOGIN u0 secret", "a OK");
        File.WriteAllText(this["list.pem"], _authority.List(6, _lost));
        ToolResult reload = (await ReloadAsync()).MustSucceed();
        Assert.Matches("clients' certificates: (new|as before)\n", reload.Output); // as before where it was seen without being told

        Assert.StartsWith("* BYE [EXPIRED] ", await lost.ReadAsync(), StringComparison.Ordinal);
        Assert.Null(await lost.ReadAsync());
        foreach (RawLines other in (RawLines[])[kept, pinned, byPassword])
            await other.SayAsync("b NOOP", "b OK");
        lost.Dispose();
        await _log.WaitForAsync("Dismissed (The certificate is not taken any more)");
        await AssertRefusedAsync(_lost);
        using RawLines again = await LoginAsync(_kept);
    }

    /// <summary>A session ticket holds the certificate from before.</summary>
    [Theory]
    [InlineData("-tls1_3", "TLSv1.3")]
    [InlineData("-tls1_2", "TLSv1.2")]
    public async Task Nor_does_a_resumed_session_help_who_is_revoked(string version, string name)
    {
        const string External = "a AUTHENTICATE EXTERNAL =\r\nz LOGOUT\r\n";
        TestAuthority.Write(this["lost.pem"], _lost);
        string[] arguments = ["s_client", "-connect", Imaps.ToString(), "-ign_eof", version];
        ToolResult first = await ToolProcess.RunAsync("openssl", [.. arguments, "-cert", this["lost.pem"], "-sess_out", this["session"]], External);
        Assert.Contains("a OK ", first.MustSucceed().Output, StringComparison.Ordinal);
        File.WriteAllText(this["list.pem"], _authority.List(6, _lost));
        (await ReloadAsync()).MustSucceed();
        ToolResult resumed = (await ToolProcess.RunAsync("openssl", [.. arguments, "-sess_in", this["session"]], External)).MustSucceed();
        Assert.Contains($"Reused, {name}", resumed.Output, StringComparison.Ordinal);
        Assert.Contains("a NO [CANNOT] ", resumed.Output, StringComparison.Ordinal);
    }

    /// <summary>By the program itself, with its settings in a file. What it has said is said again only to who asks: it has not looked by itself.</summary>
    [Fact]
    public async Task The_signal_to_hang_up_is_enough()
    {
        if (OperatingSystem.IsWindows())
            return; // has no such signal
        File.WriteAllText(this["list.pem"], _authority.List(-1));
        await using var process = new ServerProcess(new ProcessStartInfo(
            PostroomServer.Runner, [PostroomServer.Program, "serve", "--data", this["signalled"], "--config", this["postroom.json"], "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen="]));
        await WhenAsync(static log => log.Contains("Postroom serves", StringComparison.Ordinal));
        WriteSettings();
        (await ToolProcess.RunAsync("bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -HUP {process.Id}")])).MustSucceed();
        await WhenAsync(static log => log.AsSpan().Count("is out of date since") == 2 && log.Contains("Clients' certificates are judged by the new", StringComparison.Ordinal));

        Task WhenAsync(Func<string, bool> isThere) =>
            process.WaitAsync<object>(() => Task.FromResult<object?>(isThere(process.Log) ? process : null), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_certificate_that_is_anothers_or_nobodys_now_ends_what_came_in_by_it()
    {
        using RawLines before = await LoginAsync(_pinned);
        WriteSettings($"{Fingerprint(_pinned)}=u0", $"{Fingerprint(_kept)}=");
        (await ReloadAsync()).MustSucceed();
        Assert.StartsWith("* BYE [EXPIRED] ", await before.ReadAsync(), StringComparison.Ordinal);
        await AssertRefusedAsync(_kept);
        using RawLines after = await ConnectAsync(_pinned);
        await after.SayAsync("a AUTHENTICATE EXTERNAL dTBAZXhhbXBsZS5vcmc=", "a OK"); // u0@example.org
    }

    /// <summary>What is broken is said, and what is whole beside it is taken.</summary>
    [Fact]
    public async Task Settings_that_cannot_be_read_change_nothing_of_themselves()
    {
        using RawLines pinned = await LoginAsync(_pinned), lost = await LoginAsync(_lost);
        WriteSettings($"{Fingerprint(_pinned)}=u0", $"{Fingerprint(_pinned)}=u1");
        ToolResult twice = (await ReloadAsync()).MustSucceed(1);
        Assert.Contains($"Auth:External names the certificate {Fingerprint(_pinned)} twice.", twice.Error, StringComparison.Ordinal);
        Assert.Contains("warning Clients' certificates are judged as before: Auth:External", await _log.WaitForAsync("judged as before"), StringComparison.Ordinal);

        File.WriteAllText(this["postroom.json"], "{ \"Auth\": { ");
        File.WriteAllText(this["list.pem"], _authority.List(6, _lost));
        ToolResult half = (await ReloadAsync()).MustSucceed(1);
        Assert.Contains("is not valid JSON", half.Error, StringComparison.Ordinal);
        Assert.StartsWith("* BYE [EXPIRED] ", await lost.ReadAsync(), StringComparison.Ordinal);
        await pinned.SayAsync("b NOOP", "b OK");
    }

    [Fact]
    public async Task A_broken_file_changes_nothing()
    {
        using RawLines kept = await LoginAsync(_kept);
        foreach (string name in (string[])["list.pem", "authorities.pem"])
        {
            string whole = File.ReadAllText(this[name]);
            File.WriteAllText(this[name], whole[..^30]);
            Assert.Contains($"{name}' is damaged", (await ReloadAsync()).MustSucceed(1).Error, StringComparison.Ordinal);
            File.WriteAllText(this[name], whole);
        }

        await kept.SayAsync("b NOOP", "b OK");
        (await ReloadAsync()).MustSucceed();
        await kept.SayAsync("c NOOP", "c OK");
    }

    /// <summary>The handshake is another one from then on: clients are told of the new authority, and what they send between it and their certificate is remembered.</summary>
    [Fact]
    public async Task Another_authority_lets_its_own_in_and_the_one_before_nobody()
    {
        using RawLines before = await LoginAsync(_kept);
        using var other = new TestAuthority("another authority");
        using var between = new TestAuthority("between", other);
        using X509Certificate2 newcomers = between.Issue("u1@example.org");
        await AssertRefusedAsync(newcomers, between.Certificate);
        File.WriteAllText(this["authorities.pem"], other.Certificate.ExportCertificatePem());
        File.WriteAllText(this["postroom.json"], JsonSerializer.Serialize(new { Tls = new { ClientCertificates = this["authorities.pem"] } })); // no lists
        (await ReloadAsync()).MustSucceed();

        Assert.StartsWith("* BYE [EXPIRED] ", await before.ReadAsync(), StringComparison.Ordinal);
        await AssertRefusedAsync(_kept);
        using RawLines after = await LoginAsync(newcomers, between.Certificate);
        await after.SayAsync("b NOOP", "b OK");
        if (!OperatingSystem.IsLinux())
            return;
        ToolResult told = await ToolProcess.RunAsync("openssl", ["s_client", "-connect", Imaps.ToString(), "-ign_eof"], "z LOGOUT\r\n");
        Assert.Matches("Acceptable client certificate CA names\nCN ?= ?another authority\n", told.MustSucceed().Output);
    }

    [Fact]
    public async Task A_list_that_is_out_of_date_is_said_loudly_and_lets_nobody_in()
    {
        using RawLines pinned = await LoginAsync(_pinned);
        File.WriteAllText(this["list.pem"], _authority.List(-1));
        Assert.Contains("is out of date since", (await ReloadAsync()).MustSucceed(1).Error, StringComparison.Ordinal);
        Assert.Contains("warning", await _log.WaitForAsync("is out of date since"), StringComparison.Ordinal);
        await AssertRefusedAsync(_kept);
        await pinned.SayAsync("b NOOP", "b OK"); // it is nobody's who has a list
    }

    /// <summary>As a company's own authority makes one.</summary>
    [Fact]
    public async Task A_list_of_openssl_is_taken()
    {
        TestAuthority.Write(this["ca.pem"], _authority.Certificate);
        TestAuthority.Write(this["lost.pem"], _lost);
        await File.WriteAllTextAsync(this["index"], "");
        await File.WriteAllTextAsync(this["number"], "01\n");
        await File.WriteAllTextAsync(this["ca.cnf"], $"[ca]\ndefault_ca=a\n[a]\ndatabase={this["index"]}\ncrlnumber={this["number"]}\ndefault_md=sha256\ndefault_crl_days=10\ncrl_extensions=e\n[e]\nauthorityKeyIdentifier=issuer:always\n".Replace('\\', '/'));
        string[] ca = ["ca", "-config", this["ca.cnf"], "-cert", this["ca.pem"], "-keyfile", this["ca.pem"]];
        (await ToolProcess.RunAsync("openssl", [.. ca, "-revoke", this["lost.pem"], "-crl_reason", "keyCompromise"], null)).MustSucceed();
        (await ToolProcess.RunAsync("openssl", [.. ca, "-gencrl", "-out", this["openssl.pem"]], null)).MustSucceed();
        (await ToolProcess.RunAsync("openssl", ["crl", "-in", this["openssl.pem"], "-outform", "DER", "-out", this["openssl.der"]], null)).MustSucceed();
        foreach (string name in (string[])["openssl.pem", "openssl.der"])
        {
            ClientCertificates clients = ClientCertificates.Load(new() { AuthoritiesPath = this["authorities.pem"], RevocationListPaths = [this[name]] }, TimeProvider.System);
            Assert.Equal(["u0@example.org"], clients.NamesOf(_kept));
            Assert.Empty(clients.NamesOf(_lost));
        }
    }

    [Fact]
    public void Lists_of_nobody_are_refused() => Assert.Contains(
        "Tls:ClientRevocationLists names lists of authorities that Tls:ClientCertificates does not name",
        Assert.Throws<ConfigurationException>(() => AuthSettings.Certificates(ConfigurationLoader.Load(null, ["Tls:ClientRevocationLists=a.pem"]))).Message,
        StringComparison.Ordinal);

    private static string Fingerprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    private void WriteSettings(params string[] pinned) => File.WriteAllText(this["postroom.json"], JsonSerializer.Serialize(new
    {
        Auth = new { External = pinned },
        Tls = new { ClientCertificates = this["authorities.pem"], ClientRevocationLists = (string[])[this["list.pem"]] },
    }));

    private Task<ToolResult> ReloadAsync() => RunningServer.ProgramAsync(null, "reload", "--data", this["data"]);

    private async Task<RawLines> LoginAsync(X509Certificate2 certificate, params X509Certificate2[] between)
    {
        RawLines lines = await ConnectAsync(certificate, between);
        await lines.SayAsync("a AUTHENTICATE EXTERNAL =", "a OK");
        return lines;
    }

    private async Task AssertRefusedAsync(X509Certificate2 certificate, params X509Certificate2[] between)
    {
        using RawLines lines = await ConnectAsync(certificate, between);
        await lines.SayAsync("a AUTHENTICATE EXTERNAL =", "a NO [CANNOT]");
    }

    // Windows' TLS does not take a key that exists only in memory. Who resumes a session does not send again what stands between its certificate and the authority.
    private Task<RawLines> ConnectAsync(X509Certificate2 certificate, params X509Certificate2[] between) => RawLines.ConnectAsync(Imaps, new SslClientAuthenticationOptions
    {
        TargetHost = "localhost",
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
        ClientCertificateContext = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null), [.. between], offline: true),
    });
}

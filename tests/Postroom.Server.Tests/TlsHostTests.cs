using System.Diagnostics;
using System.Globalization;
using Postroom.Peers;
using Postroom.Peers.Servers;
using Postroom.Security.Tests;

namespace Postroom.Server.Tests;

/// <summary>TLS as openssl sees it from outside.</summary>
public sealed class TlsHostTests(TlsHost server) : IClassFixture<TlsHost>
{
    /// <summary>SNI, RFC 6066 §3.</summary>
    [Theory]
    [InlineData("first", "-servername", "mail.example.org")]
    [InlineData("second", "-servername", "imap.Example.net")]
    [InlineData("second", "-servername", "xn--bcher-kva.example")]
    [InlineData("first", "-servername", "nobody.example")]
    [InlineData("first", "-noservername")]
    public async Task A_client_gets_the_certificate_of_the_name_it_asks_for(string expected, params string[] arguments) =>
        Assert.Matches($"subject=CN ?= ?{expected}\n", (await server.OpenSslAsync(arguments)).MustSucceed().Output);

    [Fact]
    public async Task So_it_does_behind_starttls() =>
        Assert.Matches("subject=CN ?= ?second\n", (await server.OpenSslStartTlsAsync("-servername", "imap.example.net", "-tls1_2")).MustSucceed().Output);

    /// <summary>RFC 7301 §3.2: no_application_protocol is alert 120.</summary>
    [Theory]
    [InlineData("-tls1_3")]
    [InlineData("-tls1_2")]
    public async Task A_client_that_speaks_another_protocol_is_refused(string version)
    {
        Assert.Contains("ALPN protocol: imap", (await server.OpenSslAsync("-alpn", "h2,imap", version)).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("ALPN protocol: imap", (await server.OpenSslStartTlsAsync("-alpn", "imap", version)).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("No ALPN negotiated", (await server.OpenSslAsync(version)).MustSucceed().Output, StringComparison.Ordinal);
        ToolResult refused = await server.OpenSslAsync("-alpn", "h2,http/1.1", version);
        Assert.Contains("alert number 120", refused.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("alert number 120", (await server.OpenSslStartTlsAsync("-alpn", "pop3", version)).Error, StringComparison.Ordinal);
    }

    /// <summary>A phone that wakes up a hundred times a day should not pay for a whole handshake each time.</summary>
    [Theory]
    [InlineData("-tls1_3", "TLSv1.3")]
    [InlineData("-tls1_2", "TLSv1.2")]
    public async Task A_session_is_resumed_on_either_port(string version, string name)
    {
        string session = Path.Combine(server.Folder, $"session{version}");
        Assert.Contains($"New, {name}", (await server.OpenSslAsync(version, "-alpn", "imap", "-sess_out", session)).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains($"Reused, {name}", (await server.OpenSslAsync(version, "-alpn", "imap", "-sess_in", session)).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains($"Reused, {name}", (await server.OpenSslStartTlsAsync(version, "-alpn", "imap", "-sess_in", session)).MustSucceed().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_1")]
    [InlineData("-tls1")]
    public async Task What_is_older_than_tls_1_2_is_refused(string version) =>
        Assert.NotEqual(0, (await server.OpenSslAsync(version, "-cipher", "ALL:@SECLEVEL=0")).ExitCode);

    [Fact]
    public async Task A_reload_shows_the_new_certificate_and_disturbs_nobody_and_a_broken_one_changes_nothing()
    {
        await using RawImap there = await RawImap.LoginAsync(server.Imaps, "u0", "secret", tls: true);
        string[] arguments = ["-servername", "mail.example.org"], reload = ["reload", "--data", server.Data];
        try
        {
            TestPem.Write(server.First, "renewed", "mail.example.org");
            // "as before" where the server had seen it by itself.
            Assert.Matches("first.pem: (new|as before), valid until", (await RunningServer.ProgramAsync(null, reload)).MustSucceed().Output);
            Assert.Matches("subject=CN ?= ?renewed\n", (await server.OpenSslAsync(arguments)).MustSucceed().Output);

            await File.WriteAllTextAsync(server.First, "-----BEGIN CERTIFICATE-----\nhalf");
            ToolResult broken = await RunningServer.ProgramAsync(null, reload);
            Assert.Equal(1, broken.ExitCode);
            Assert.Contains("The one before is kept", broken.Error, StringComparison.Ordinal);
            Assert.Contains($"{server.Second}: as before", broken.Output, StringComparison.Ordinal);
            Assert.Matches("subject=CN ?= ?renewed\n", (await server.OpenSslAsync(arguments)).MustSucceed().Output);
            Assert.Contains("warning", await server.Log.WaitForAsync("TLS keeps the certificate"), StringComparison.Ordinal);
        }
        finally
        {
            TestPem.Write(server.First, "first", "mail.example.org");
            (await RunningServer.ProgramAsync(null, reload)).MustSucceed();
        }

        await there.OkAsync("NOOP");
    }

    [Fact]
    public async Task Nothing_is_reloaded_where_nothing_runs()
    {
        string data = Path.Combine(server.Folder, "quiet");
        (await RunningServer.ProgramAsync("secret\n", "account", "add", "u0", "--data", data)).MustSucceed();
        ToolResult result = await RunningServer.ProgramAsync(null, "reload", "--data", data);
        Assert.Equal((2, $"No server runs on {data}: there is nothing to reload.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task The_signal_to_hang_up_reloads_too()
    {
        if (OperatingSystem.IsWindows())
            return; // has no such signal
        string data = Path.Combine(server.Folder, "signalled"), pem = Path.Combine(server.Folder, "signalled.pem");
        TestPem.Write(pem, "before");
        await using var process = new ServerProcess(new ProcessStartInfo(
            PostroomServer.Runner,
            [PostroomServer.Program, "serve", "--data", data, "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=", "--set", $"Tls:Certificate={pem}"]));
        await WhenAsync(static log => log.Contains("Postroom serves", StringComparison.Ordinal));

        // The server looks by itself, too, but says once that a certificate is broken: again only to who asks.
        await File.WriteAllTextAsync(pem, "-----BEGIN CERTIFICATE-----\nhalf");
        for (int times = 1; times <= 2; times++)
        {
            await HangUpAsync();
            await WhenAsync(log => log.AsSpan().Count("TLS keeps the certificate that was in") >= times);
        }

        TestPem.Write(pem, "after");
        await HangUpAsync();
        await WhenAsync(static log => log.Contains("TLS shows the new certificate", StringComparison.Ordinal));
        await using RawImap imap = await RawImap.ConnectAsync(RunningServer.Listening(data)!);
        await imap.OkAsync("NOOP");

        async Task HangUpAsync() => (await ToolProcess.RunAsync("bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -HUP {process.Id}")])).MustSucceed();

        Task WhenAsync(Func<string, bool> isThere) =>
            process.WaitAsync<object>(() => Task.FromResult<object?>(isThere(process.Log) ? process : null), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("Tls:MinVersion=1.1", "it takes 1.2 or 1.3")]
    [InlineData("Tls:CipherSuites=TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256", "cannot be 'TLS_RSA_WITH_AES_128_GCM_SHA256'")]
    [InlineData("Tls:CipherSuites=RC4-MD5", "cannot be 'RC4-MD5'")]
    [InlineData("Tls:CipherSuites=4865", "cannot be '4865'")]
    public void What_tls_must_not_do_is_refused(string assignment, string why) =>
        Assert.Contains(why, Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(null, [assignment])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("each certificate needs its key, in the same order", "Tls:Certificate=a,b", "Tls:Key=c")]
    [InlineData("Tickets are not taken without Auth:Kerberos:Realm", "Auth:Kerberos:Keytab=a")]
    [InlineData("twice", "Auth:External=0000000000000000000000000000000000000000000000000000000000000000=a, 0000000000000000000000000000000000000000000000000000000000000000=b")]
    [InlineData("None of the TLS cipher suites is one of TLS 1.3", "Tls:MinVersion=1.3", "Tls:CipherSuites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")]
    public async Task Settings_that_do_not_go_together_end_the_start(string why, params string[] settings)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return; // which say other sentences
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => PostroomHost.StartAsync(
            Path.Combine(server.Folder, "refused"),
            ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=", .. settings]),
            new ConsoleLog(TextWriter.Null, TimeProvider.System),
            isDemo: false));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }
}

using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>Every mechanism against programs that others wrote: GNU SASL's gsasl, Cyrus SASL in mbsync. What the server logged says how they came in.</summary>
public sealed class SaslTests(SaslServer sasl) : IClassFixture<SaslServer>
{
    [ClientFact]
    public async Task Gsasl_logs_in_by_each_mechanism_it_has()
    {
        string[] users = [.. await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => sasl.Server.NewAccountAsync()))];
        string[] mechanisms = ["PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"];
        foreach ((string user, string mechanism) in users.Zip(mechanisms))
        {
            (await sasl.GsaslAsync(mechanism, user, MailServer.Password)).MustSucceed();
            await sasl.Server.WhenLoggedAsync($"{user} logged in by {mechanism} from");
        }
    }

    [ClientFact]
    public async Task Gsasl_takes_the_binding_mechanism_by_itself()
    {
        string user = await sasl.Server.NewAccountAsync();
        (await sasl.GsaslAsync(null, user, MailServer.Password)).MustSucceed();
        await sasl.Server.WhenLoggedAsync($"{user} logged in by SCRAM-SHA-256-PLUS from");
    }

    [ClientFact]
    public async Task Mbsync_takes_what_cyrus_sasl_thinks_best()
    {
        string user = await sasl.Server.NewAccountAsync();
        (await sasl.MbsyncAsync(
            "Host 127.0.0.1", $"Port {sasl.Server.Imap.Port}", "SSLType None", $"User {user}", $"Pass {MailServer.Password}", "AuthMechs *")).MustSucceed();
        await sasl.Server.WhenLoggedAsync($"{user} logged in by SCRAM-SHA-512 from");
    }

    [ClientFact]
    public async Task Gsasl_curl_fetchmail_and_imaplib_log_in_by_cram_md5()
    {
        string user = await sasl.NewCramMd5AccountAsync();
        (await sasl.GsaslAsync("CRAM-MD5", user, MailServer.Password)).MustSucceed();
        (await sasl.CurlAsync("CRAM-MD5", user, MailServer.Password)).MustSucceed();
        (await sasl.FetchmailAsync("cram-md5", user, MailServer.Password)).MustSucceed(1);
        (await sasl.ImaplibAsync(user, MailServer.Password)).MustSucceed();
        await sasl.Server.WhenAsync(log => log.Split($"{user} logged in by CRAM-MD5 from").Length == 5);
    }

    [ClientFact]
    public async Task Mutt_logs_in_and_reads_by_each_mechanism_it_has()
    {
        string user = await sasl.NewCramMd5AccountAsync();
        await PutLetterAsync(user);
        string[] mechanisms = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"];
        await Task.WhenAll(mechanisms.Select(mechanism => sasl.Mutt(mechanism, user, MailServer.Password).ReadAsync("for mutt", "what it reads")));
        foreach (string mechanism in mechanisms)
            await sasl.Server.WhenLoggedAsync($"{user} logged in by {mechanism} from");
    }

    /// <summary>libsasl2 binds to the server's certificate; gsasl, in the tests above, to the exporter's value.</summary>
    [ClientFact]
    public async Task Cyrus_sasl_binds_to_the_channel_with_each_hash()
    {
        string user = await sasl.Server.NewAccountAsync();
        foreach (string mechanism in (string[])["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS"])
        {
            Assert.Equal("OK", (await sasl.ScramPlusAsync(mechanism, user, MailServer.Password)).MustSucceed().Output.Trim());
            await sasl.Server.WhenLoggedAsync($"{user} logged in by {mechanism} from");
        }
    }

    [ClientFact]
    public async Task Curl_mbsync_fetchmail_and_mutt_log_in_by_a_certificate_and_not_by_another()
    {
        await PutLetterAsync(SaslServer.Certified);
        Assert.Contains("INBOX", (await sasl.CurlByCertificateAsync("own.pem")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("INBOX", (await sasl.MbsyncByCertificateAsync("own.pem")).MustSucceed().Output, StringComparison.Ordinal);
        await sasl.MuttByCertificate("own.pem").ReadAsync("for mutt", "what it reads");
        (await sasl.FetchmailByCertificateAsync("own.pem")).MustSucceed(1); // 1: there is no new mail
        await sasl.Server.WhenAsync(static log => log.Split($"{SaslServer.Certified} logged in by EXTERNAL from").Length == 5);

        Assert.Equal(67, (await sasl.CurlByCertificateAsync("other.pem")).ExitCode);
        Assert.Equal(1, (await sasl.MbsyncByCertificateAsync("other.pem")).ExitCode);
        await sasl.MuttByCertificate("other.pem").MustBeRefusedAsync();
        Assert.Equal(3, (await sasl.FetchmailByCertificateAsync("other.pem")).ExitCode);
        Assert.Equal(5, sasl.Server.Log.Split($"{SaslServer.Certified} logged in by EXTERNAL from").Length);
    }

    private async Task PutLetterAsync(string user)
    {
        await using RawImap eyes = await sasl.Server.LoginAsync(user);
        await eyes.AppendAsync("INBOX", Letter.Plain("for mutt", "what it reads\r\n").Octets);
    }
}

/// <summary>The same programs with a wrong password.</summary>
public sealed class SaslRefusalTests(SaslServer sasl) : IClassFixture<SaslServer>
{
    [ClientFact]
    public async Task Every_program_is_refused_with_a_wrong_password_whatever_the_mechanism()
    {
        string user = await sasl.NewCramMd5AccountAsync();
        string[] gsasl = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"];
        string[] mutt = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"];
        string[] cyrus = ["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS"];
        foreach (ToolResult refused in await Task.WhenAll(gsasl.Select(mechanism => sasl.GsaslAsync(mechanism, user, "wrong"))))
        {
            refused.MustSucceed(1);
            Assert.Contains("NO [AUTHENTICATIONFAILED]", refused.Output, StringComparison.Ordinal);
        }

        foreach (ToolResult refused in await Task.WhenAll(cyrus.Select(mechanism => sasl.ScramPlusAsync(mechanism, user, "wrong")).Append(sasl.ImaplibAsync(user, "wrong"))))
        {
            refused.MustSucceed(1);
            Assert.Contains("[AUTHENTICATIONFAILED]", refused.Error, StringComparison.Ordinal);
        }

        (await sasl.ScramPlusAsync("SCRAM-SHA-512-PLUS", user, MailServer.Password, isBoundToAnother: true)).MustSucceed(1);
        await sasl.Server.WhenLoggedAsync("failed: channel-bindings-dont-match");
        Assert.All(
            await Task.WhenAll(((string[])["PLAIN", "LOGIN", "CRAM-MD5"]).Select(mechanism => sasl.CurlAsync(mechanism, user, "wrong"))),
            static refused => refused.MustSucceed(67));
        Assert.All(
            await Task.WhenAll(sasl.FetchmailAsync("password", user, "wrong"), sasl.FetchmailAsync("cram-md5", user, "wrong")),
            static refused => refused.MustSucceed(3));
        (await sasl.MbsyncAsync("Host 127.0.0.1", $"Port {sasl.Server.Imap.Port}", "SSLType None", $"User {user}", "Pass wrong", "AuthMechs SCRAM-SHA-512")).MustSucceed(1);
        (await sasl.Home.RunAsync("gsasl", "--imap", "--no-starttls", "-m", "ANONYMOUS", "--anonymous-token=x", "localhost", $"{sasl.Server.Imap.Port}")).MustSucceed(1);
        await Task.WhenAll(mutt.Select(mechanism => sasl.Mutt(mechanism, user, "wrong").MustBeRefusedAsync()));
        foreach (string mechanism in gsasl.Concat(cyrus).Append("SCRAM-SHA-512"))
            await sasl.Server.WhenLoggedAsync($"A login as {user} by {mechanism} from");
        Assert.DoesNotContain("logged in by", sasl.Server.Log, StringComparison.Ordinal);
    }
}

using System.Text.RegularExpressions;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>GSSAPI by curl, GNU SASL, mbsync (Cyrus SASL) and fetchmail with tickets of a KDC, and what is no ticket for this server.</summary>
public sealed class KerberosTests : IAsyncLifetime
{
    private KerberosRealm _realm = null!;
    private PostroomServer _server = null!;

    public async Task InitializeAsync()
    {
        if (DebianRoot.WhyNot is not null)
            return;
        _realm = await KerberosRealm.StartAsync(["u0", "u1", "u2", "u3", "u4", "u5", "stranger"]);
        _server = await PostroomServer.StartAsync(_realm.ServerEnvironment, $"Auth:Kerberos:Keytab={_realm.Keytab}", "Auth:Kerberos:Realm=EXAMPLE.ORG");
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_realm is not null)
            await _realm.DisposeAsync();
    }

    [ClientFact]
    public async Task Tickets_let_in_and_nothing_else_does()
    {
        // curl shows what it sends: that is played again below.
        string first = await _realm.LogInAsync("u0");
        ToolResult listed = (await CurlAsync(first, "u0")).MustSucceed();
        Assert.Contains("INBOX", listed.Output, StringComparison.Ordinal);
        await _server.WhenLoggedAsync("u0 logged in by GSSAPI from");

        (await GsaslAsync(await _realm.LogInAsync("u1"), "imap", "u1")).MustSucceed();
        await _server.WhenLoggedAsync("u1 logged in by GSSAPI from");

        (await MbsyncAsync(await _realm.LogInAsync("u2"), "u2")).MustSucceed();
        await _server.WhenLoggedAsync("u2 logged in by GSSAPI from");

        (await FetchmailAsync(await _realm.LogInAsync("u5"), "u5")).MustSucceed(1); // 1: there was no mail
        await _server.WhenLoggedAsync("u5 logged in by GSSAPI from");

        // At one moment, as each waits for the others' failures: no account of the name; a user of a realm that ours trusts; a ticket for another
        // service; somebody else's name; no ticket at all.
        string stranger = await _realm.LogInAsync("stranger"), other = await _realm.LogInAsync("u3@OTHER.ORG"), u4 = await _realm.LogInAsync("u4");
        ToolResult[] refused = await Task.WhenAll(
            CurlAsync(stranger, "stranger"), CurlAsync(other, "u3"), GsaslAsync(u4, "HTTP", "u4"), GsaslAsync(u4, "imap", "u3"), CurlAsync("nobody", "u4"));
        Assert.All(refused, static result => Assert.NotEqual(0, result.ExitCode));
        await _server.WhenLoggedAsync("A login as stranger by GSSAPI from");
        Assert.DoesNotMatch("u[34] logged in", _server.Log);

        // What was overheard, if there were no TLS: the ticket is good, its authenticator was seen.
        string token = Regex.Match(listed.Error, "AUTHENTICATE GSSAPI (\\S+)").Groups[1].Value;
        Assert.True(token.Length > 400);
        await using RawImap thief = await RawImap.ConnectAsync(_server.Imap);
        ImapReply replayed = await thief.CommandAsync($"AUTHENTICATE GSSAPI {token}");
        Assert.Equal(("NO", "AUTHENTICATIONFAILED"), (replayed.Status, replayed.Code));
    }

    [ClientFact]
    public async Task A_keytab_with_other_services_keys_is_not_taken()
    {
        string data = Path.Combine(_realm.Home.Folder, "refused");
        ToolResult refused = await ToolProcess.RunAsync(
            "dotnet", [PostroomServer.Program, "serve", "--data", data, "--set", $"Auth:Kerberos:Keytab={_realm.Home["both.keytab"]}", "--set", "Auth:Kerberos:Realm=EXAMPLE.ORG"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("has a key of HTTP/localhost@EXAMPLE.ORG", refused.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> CurlAsync(string cache, string user) => _realm.RunAsync(
        cache, "curl", "-sS", "-v", "--max-time", "60", "--login-options", "AUTH=GSSAPI", "-u", $"{user}@EXAMPLE.ORG:", $"imap://localhost:{_server.Imap.Port}/");

    private Task<ToolResult> GsaslAsync(string cache, string service, string actAs) => _realm.RunAsync(
        cache, "gsasl", "--imap", "--no-starttls", "-m", "GSSAPI", "-z", actAs, "--service", service, "--hostname", "localhost", "localhost", $"{_server.Imap.Port}");

    private Task<ToolResult> MbsyncAsync(string cache, string user)
    {
        Directory.CreateDirectory(_realm.Home["Mail"]);
        _realm.Home.Write("mbsyncrc", $"""
            IMAPAccount server
            Host localhost
            Port {_server.Imap.Port}
            SSLType None
            User {user}
            AuthMechs GSSAPI

            IMAPStore far
            Account server

            MaildirStore near
            Path {_realm.Home.Inside}/Mail/

            Channel all
            Far :far:
            Near :near:

            """);
        return _realm.RunAsync(cache, "mbsync", "-c", "mbsyncrc", "--list", "all");
    }

    private Task<ToolResult> FetchmailAsync(string cache, string user)
    {
        _realm.Home.Write("fetchmailrc", $"""
            poll localhost protocol imap port {_server.Imap.Port} auth gssapi no dns
              user "{user}" is root here keep sslproto ""
              mda "/bin/false"

            """);
        return _realm.RunAsync(cache, "fetchmail", "-f", "fetchmailrc", "--nodetach", "--nosyslog", "-i", "ids", "--pidfile", "pid");
    }
}

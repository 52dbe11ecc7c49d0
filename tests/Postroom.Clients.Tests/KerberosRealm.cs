using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>Two realms with a KDC of MIT's, from the <see cref="DebianRoot"/>, on loopback: users' realm EXAMPLE.ORG, and OTHER.ORG, whose users it trusts.</summary>
public sealed class KerberosRealm : IAsyncDisposable
{
    private const string Password = "secret";
    private readonly ServerProcess _kdc;
    private readonly bool _isYesterday;

    private KerberosRealm(ClientHome home, ServerProcess kdc, bool isYesterday) => (Home, _kdc, _isYesterday) = (home, kdc, isYesterday);

    /// <summary>Its files, and its clients' home.</summary>
    public ClientHome Home { get; }

    /// <summary>The keys of imap/localhost.</summary>
    public string Keytab => Home["imap.keytab"];

    /// <summary>What a server outside of the root needs, to take tickets with the root's library.</summary>
    public IReadOnlyDictionary<string, string> ServerEnvironment => new Dictionary<string, string>
    {
        ["KRB5_CONFIG"] = Home["krb5.conf"],
        ["KRB5RCACHEDIR"] = Home["replays"],
        ["LD_LIBRARY_PATH"] = Home["lib"],
    };

    public static async Task<KerberosRealm> StartAsync(IEnumerable<string> users)
    {
        var home = new ClientHome("kerberos");
        int port = ServerProcess.FreePort();
        Configure(home, port, isYesterday: false);
        Directory.CreateDirectory(home["replays"]);
        CopyLibraries(home["lib"]);
        // Each ktadd makes new keys: the last one's count.
        await MakeAsync(home, "EXAMPLE.ORG",
            [.. users.Select(static user => $"addprinc -pw {Password} {user}"), "addprinc -randkey imap/localhost", "addprinc -randkey HTTP/localhost",
             "addprinc -pw between krbtgt/EXAMPLE.ORG@OTHER.ORG", "ktadd -k both.keytab imap/localhost HTTP/localhost", "ktadd -k imap.keytab imap/localhost"]);
        await MakeAsync(home, "OTHER.ORG", [.. users.Select(static user => $"addprinc -pw {Password} {user}"), "addprinc -pw between krbtgt/EXAMPLE.ORG@OTHER.ORG"]);
        return new KerberosRealm(home, await StartKdcAsync(home, port, isYesterday: false), isYesterday: false);
    }

    /// <summary>The same realms as they were a day ago: a KDC and clients whose clocks are behind, so that their tickets are old.</summary>
    public async Task<KerberosRealm> YesterdayAsync()
    {
        int port = ServerProcess.FreePort();
        Configure(Home, port, isYesterday: true);
        return new KerberosRealm(Home, await StartKdcAsync(Home, port, isYesterday: true), isYesterday: true);
    }

    /// <summary>Gets a user's first ticket, for an hour; its cache's name, for <see cref="RunAsync"/>.</summary>
    public async Task<string> LogInAsync(string principal)
    {
        string cache = principal.Replace('@', '-') + (_isYesterday ? "-yesterday" : "");
        (await DebianRoot.RunAsync(Home.Inside, "env", [.. Variables(cache), "kinit", "-l", "1h", principal], Password + "\n")).MustSucceed();
        return cache;
    }

    /// <summary>What a client needs in its environment to use the tickets of a cache.</summary>
    public string[] Variables(string cache) => Variables(Home, cache, _isYesterday);

    /// <summary>Runs a client with the tickets of a cache.</summary>
    public Task<ToolResult> RunAsync(string cache, string program, params string[] arguments) =>
        DebianRoot.RunAsync(Home.Inside, "env", [.. Variables(cache), program, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await _kdc.DisposeAsync();
        if (!_isYesterday)
            Home.Dispose();
    }

    private static void Configure(ClientHome home, int port, bool isYesterday)
    {
        string kdcAt = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        home.Write($"krb5{Suffix(isYesterday)}.conf", $$"""
            [libdefaults]
              default_realm = EXAMPLE.ORG
              dns_lookup_realm = false
              dns_lookup_kdc = false
              dns_canonicalize_hostname = false
              rdns = false
              udp_preference_limit = 1
            [realms]
              EXAMPLE.ORG = {
                kdc = {{kdcAt}}
              }
              OTHER.ORG = {
                kdc = {{kdcAt}}
              }
            [domain_realm]
              localhost = EXAMPLE.ORG

            """);
        home.Write($"kdc{Suffix(isYesterday)}.conf", $$"""
            [kdcdefaults]
              kdc_listen = ""
              kdc_tcp_listen = {{kdcAt}}
            [realms]
              EXAMPLE.ORG = {
                database_name = {{home.Inside}}/example
                key_stash_file = {{home.Inside}}/example.stash
              }
              OTHER.ORG = {
                database_name = {{home.Inside}}/other
                key_stash_file = {{home.Inside}}/other.stash
              }

            """);
    }

    private static async Task<ServerProcess> StartKdcAsync(ClientHome home, int port, bool isYesterday)
    {
        var kdc = new ServerProcess(DebianRoot.Command(
            home.Inside, "env", [.. Variables(home, "none", isYesterday), "krb5kdc", "-n", "-r", "EXAMPLE.ORG", "-r", "OTHER.ORG"]));
        await kdc.WaitAsync<object>(() => IsListeningAsync(port), TimeSpan.FromSeconds(60));
        return kdc;
    }

    private static async Task MakeAsync(ClientHome home, string realm, string[] commands)
    {
        string[] variables = Variables(home, "none", isYesterday: false);
        (await DebianRoot.RunAsync(home.Inside, "env", [.. variables, "kdb5_util", "create", "-s", "-r", realm, "-P", "master"])).MustSucceed();
        (await DebianRoot.RunAsync(home.Inside, "env", [.. variables, "kadmin.local", "-r", realm], string.Join('\n', commands) + "\n")).MustSucceed();
    }

    private static string Suffix(bool isYesterday) => isYesterday ? "-yesterday" : "";

    private static string[] Variables(ClientHome home, string cache, bool isYesterday)
    {
        string[] variables =
        [
            $"KRB5_CONFIG={home.Inside}/krb5{Suffix(isYesterday)}.conf", $"KRB5_KDC_PROFILE={home.Inside}/kdc{Suffix(isYesterday)}.conf",
            $"KRB5CCNAME=FILE:{home.Inside}/{cache}.tickets",
        ];
        return isYesterday ? [.. variables, $"LD_PRELOAD={FakeTime()}", "FAKETIME=-1d"] : variables;
    }

    // As the root's programs see it.
    private static string FakeTime() => "/" + Path.GetRelativePath(DebianRoot.Folder, Libraries("faketime/libfaketime.so.1").First());

    // Where a Debian keeps a library: by the machine's architecture, in one of two folders or in one folder under two names.
    private static IEnumerable<string> Libraries(string name) => ((string[])["lib", "usr/lib"])
        .Select(static folder => Path.Combine(DebianRoot.Folder, folder))
        .Where(Directory.Exists)
        .SelectMany(static folder => Directory.GetDirectories(folder, "*-linux-gnu*"))
        .Select(folder => Path.Combine(folder, name))
        .Where(File.Exists);

    // Only Kerberos's own: the rest of the root is not for programs outside of it.
    private static void CopyLibraries(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["libgssapi_krb5.so.2", "libkrb5.so.3", "libk5crypto.so.3", "libkrb5support.so.0", "libcom_err.so.2", "libkeyutils.so.1"])
        {
            File.Copy(Libraries(name).First(), Path.Combine(folder, name));
        }
    }

    private static async Task<object?> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return client;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

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

    private KerberosRealm(ClientHome home, ServerProcess kdc) => (Home, _kdc) = (home, kdc);

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
        string kdcAt = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        home.Write("krb5.conf", $$"""
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
        home.Write("kdc.conf", $$"""
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
        Directory.CreateDirectory(home["replays"]);
        CopyLibraries(home["lib"]);
        // Each ktadd makes new keys: the last one's count.
        await MakeAsync(home, "EXAMPLE.ORG",
            [.. users.Select(static user => $"addprinc -pw {Password} {user}"), "addprinc -randkey imap/localhost", "addprinc -randkey HTTP/localhost",
             "addprinc -pw between krbtgt/EXAMPLE.ORG@OTHER.ORG", "ktadd -k both.keytab imap/localhost HTTP/localhost", "ktadd -k imap.keytab imap/localhost"]);
        await MakeAsync(home, "OTHER.ORG", [.. users.Select(static user => $"addprinc -pw {Password} {user}"), "addprinc -pw between krbtgt/EXAMPLE.ORG@OTHER.ORG"]);
        var kdc = new ServerProcess(DebianRoot.Command(
            home.Inside, "env", [.. Variables(home, "none"), "krb5kdc", "-n", "-r", "EXAMPLE.ORG", "-r", "OTHER.ORG"]));
        await kdc.WaitAsync<object>(() => IsListeningAsync(port), TimeSpan.FromSeconds(60));
        return new KerberosRealm(home, kdc);
    }

    /// <summary>Gets a user's first ticket; its cache's name, for <see cref="RunAsync"/>.</summary>
    public async Task<string> LogInAsync(string principal)
    {
        string cache = principal.Replace('@', '-');
        (await DebianRoot.RunAsync(Home.Inside, "env", [.. Variables(Home, cache), "kinit", principal], Password + "\n")).MustSucceed();
        return cache;
    }

    /// <summary>Runs a client with the tickets of a cache.</summary>
    public Task<ToolResult> RunAsync(string cache, string program, params string[] arguments) =>
        DebianRoot.RunAsync(Home.Inside, "env", [.. Variables(Home, cache), program, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await _kdc.DisposeAsync();
        Home.Dispose();
    }

    private static async Task MakeAsync(ClientHome home, string realm, string[] commands)
    {
        string[] variables = Variables(home, "none");
        (await DebianRoot.RunAsync(home.Inside, "env", [.. variables, "kdb5_util", "create", "-s", "-r", realm, "-P", "master"])).MustSucceed();
        (await DebianRoot.RunAsync(home.Inside, "env", [.. variables, "kadmin.local", "-r", realm], string.Join('\n', commands) + "\n")).MustSucceed();
    }

    private static string[] Variables(ClientHome home, string cache) =>
        [$"KRB5_CONFIG={home.Inside}/krb5.conf", $"KRB5_KDC_PROFILE={home.Inside}/kdc.conf", $"KRB5CCNAME=FILE:{home.Inside}/{cache}.tickets"];

    // Only Kerberos's own: the rest of the root is not for programs outside of it.
    private static void CopyLibraries(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["libgssapi_krb5.so.2", "libkrb5.so.3", "libk5crypto.so.3", "libkrb5support.so.0", "libcom_err.so.2", "libkeyutils.so.1"])
        {
            string found = ((string[])["lib", "usr/lib"])
                .SelectMany(static libraries => Directory.GetDirectories(Path.Combine(DebianRoot.Folder, libraries), "*-linux-gnu*"))
                .Select(libraries => Path.Combine(libraries, name))
                .First(File.Exists);
            File.Copy(found, Path.Combine(folder, name));
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

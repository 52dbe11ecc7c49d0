using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Postroom.Peers.Servers;

/// <summary>The product: `postroom serve` in a process of its own, with a data folder of its own, on free ports of loopback.</summary>
public sealed class PostroomServer : MailServer
{
    // Made at once, because each call of the command line costs the start of a runtime.
    private const int FirstAccounts = 60;

    private readonly DirectoryInfo _data;
    private readonly ServerProcess _process;

    private PostroomServer(DirectoryInfo data, ServerProcess process, Listening ports)
    {
        _data = data;
        _process = process;
        Imap = ports.Imap;
        Imaps = ports.Imaps;
        ProxiedImaps = ports.ProxiedImaps;
    }

    // Machine code, as packaging/native makes it: ./test has it tried by other people's clients.
    private static readonly string? Native = Environment.GetEnvironmentVariable("POSTROOM_NATIVE");

    /// <summary>The program, as `dotnet build` leaves it beside the tests of the same configuration; or what POSTROOM_NATIVE names.</summary>
    public static string Program { get; } =
        Native ?? Path.Combine(Checkout.Artifacts, "bin", "Postroom.Server", new DirectoryInfo(AppContext.BaseDirectory).Name, "postroom.dll");

    /// <summary>What starts it: its first argument is <see cref="Program"/>. (env does nothing else, and becomes what it starts.)</summary>
    public static string Runner { get; } = Native is null ? "dotnet" : "env";

    public override string Name => "Postroom";

    public override IPEndPoint Imap { get; }

    public override IPEndPoint Imaps { get; }

    /// <summary>The same for clients that proxies bring, from loopback.</summary>
    public IPEndPoint ProxiedImaps { get; }

    /// <param name="settings">More `--set` values, each as `Section:Key=value`.</param>
    public static Task<PostroomServer> StartAsync(params string[] settings) => StartAsync(new Dictionary<string, string>(), settings);

    /// <param name="environment">Variables that the server alone has.</param>
    /// <param name="settings">More `--set` values.</param>
    public static async Task<PostroomServer> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("postroom-test-");
        await AddAccountsAsync(data, Enumerable.Range(0, FirstAccounts).Select(AccountName));
        string[] set =
        [
            "Imap:Listen=127.0.0.1:0", "Imap:TlsListen=127.0.0.1:0", "Imap:AllowPlaintextAuth=true",
            "Imap:ProxyTlsListen=127.0.0.1:0", "Proxy:Trusted=127.0.0.1", .. settings,
        ];
        var start = new ProcessStartInfo(Runner, [Program, "serve", "--data", data.FullName, .. set.SelectMany(value => new[] { "--set", value })]);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        var process = new ServerProcess(start);
        string file = Path.Combine(data.FullName, "run", "listening.json");
        Listening ports = await process.WaitAsync(() => Task.FromResult(Listening.TryRead(file)), TimeSpan.FromSeconds(60));
        var server = new PostroomServer(data, process, ports);
        await process.WaitForGreetingAsync(server.Imap);
        return server;
    }

    /// <summary>Its data folder.</summary>
    public string Data => _data.FullName;

    /// <summary>All that the server said: what a failure wants to show.</summary>
    public string Log => _process.Log;

    /// <summary>Completes when the server has logged something: what it writes reaches us some time after its client.</summary>
    public Task WhenLoggedAsync(string text) => WhenAsync(log => log.Contains(text, StringComparison.Ordinal));

    /// <summary>Likewise, when its log is as demanded.</summary>
    public Task WhenAsync(Func<string, bool> isSo) => _process.WaitAsync(() => Task.FromResult(isSo(Log) ? this : null), TimeSpan.FromSeconds(60));

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _data.Delete(recursive: true);
    }

    protected override async Task PrepareAsync(string account)
    {
        // Beyond the first ones: added beside the running server.
        if (int.Parse(account.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) >= FirstAccounts)
            await AddAccountsAsync(_data, [account]);
    }

    private static async Task AddAccountsAsync(DirectoryInfo data, IEnumerable<string> names) =>
        (await ToolProcess.RunAsync(Runner, [Program, "account", "add", .. names, "--data", data.FullName], Password + "\n")).MustSucceed();

    private sealed record Listening(IPEndPoint Imap, IPEndPoint Imaps, IPEndPoint ProxiedImaps)
    {
        // Null while the server has not written it yet (it is moved into place whole).
        public static Listening? TryRead(string file)
        {
            if (!File.Exists(file))
                return null;
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
            return new Listening(Port(json, "Imap:Listen"), Port(json, "Imap:TlsListen"), Port(json, "Imap:ProxyTlsListen"));
        }

        private static IPEndPoint Port(JsonDocument json, string key) =>
            IPEndPoint.Parse(json.RootElement.GetProperty(key)[0].GetString()!);
    }
}

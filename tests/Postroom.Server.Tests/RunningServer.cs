using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Server.Tests;

/// <summary>`postroom serve` in a process of its own with accounts u0 and u1, and commands beside it.</summary>
public class RunningServer : IAsyncLifetime
{
    private readonly string[] _settings;

    public RunningServer()
        : this([])
    {
    }

    /// <param name="settings">Each `Section:Key=value`.</param>
    protected RunningServer(params string[] settings) => _settings = settings;

    private ServerProcess _process = null!;

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("postroom-cli-");

    public string Data => Path.Combine(Folder.FullName, "data");

    public IPEndPoint Imap { get; private set; } = null!;

    public string Log => _process.Log;

    /// <summary>Completes when the server has logged something: what it writes reaches us some time after its client.</summary>
    public Task WhenLoggedAsync(string text) =>
        _process.WaitAsync(() => Task.FromResult(Log.Contains(text, StringComparison.Ordinal) ? Log : null), TimeSpan.FromSeconds(60));

    public int ProcessId => _process.Id;

    public virtual async Task InitializeAsync()
    {
        // Before the first start, and into a folder that is not there.
        (await RunAsync("secret\n", "account", "add", "u0", "u1")).MustSucceed();
        await StartAsync();
    }

    /// <summary>Another process, with the same data.</summary>
    protected async Task RestartAsync()
    {
        await _process.DisposeAsync();
        File.Delete(ListeningFile(Data));
        await StartAsync();
    }

    /// <summary>How the server is started.</summary>
    protected virtual ProcessStartInfo Command(IEnumerable<string> arguments) => new(PostroomServer.Runner, arguments);

    public virtual async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>Runs a command on the server's data folder, to its end.</summary>
    public Task<ToolResult> RunAsync(string? input, params string[] arguments) => ProgramAsync(input, [.. arguments, "--data", Data]);

    public static Task<ToolResult> ProgramAsync(string? input, params string[] arguments) =>
        ToolProcess.RunAsync(PostroomServer.Runner, [PostroomServer.Program, .. arguments], input);

    /// <summary>Where a data folder's server serves IMAP; null while it does not say so.</summary>
    public static IPEndPoint? Listening(string data)
    {
        string file = ListeningFile(data);
        if (!File.Exists(file))
        {
            return null;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        return IPEndPoint.Parse(json.RootElement.GetProperty("Imap:Listen")[0].GetString()!);
    }

    private static string ListeningFile(string data) => Path.Combine(data, "run", "listening.json");

    private async Task StartAsync()
    {
        _process = new ServerProcess(Command(
            [PostroomServer.Program, "serve", "--data", Data, "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=", .. _settings.SelectMany(static value => (string[])["--set", value])]));
        Imap = await _process.WaitAsync(() => Task.FromResult(Listening(Data)), TimeSpan.FromSeconds(60));
    }
}

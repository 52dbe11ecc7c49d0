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

    public int ProcessId => _process.Id;

    public virtual async Task InitializeAsync()
    {
        // Before the first start, and into a folder that is not there.
        (await RunAsync("secret\n", "account", "add", "u0", "u1")).MustSucceed();
        _process = new ServerProcess(new ProcessStartInfo(
            "dotnet", [PostroomServer.Program, "serve", "--data", Data, "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=", .. _settings.SelectMany(static value => (string[])["--set", value])]));
        Imap = await _process.WaitAsync(() => Task.FromResult(Listening(Data)), TimeSpan.FromSeconds(60));
    }

    public virtual async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>Runs a command on the server's data folder, to its end.</summary>
    public Task<ToolResult> RunAsync(string? input, params string[] arguments) => ProgramAsync(input, [.. arguments, "--data", Data]);

    public static Task<ToolResult> ProgramAsync(string? input, params string[] arguments) =>
        ToolProcess.RunAsync("dotnet", [PostroomServer.Program, .. arguments], input);

    /// <summary>Where a data folder's server serves IMAP; null while it does not say so.</summary>
    public static IPEndPoint? Listening(string data)
    {
        string file = Path.Combine(data, "run", "listening.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        return IPEndPoint.Parse(json.RootElement.GetProperty("Imap:Listen")[0].GetString()!);
    }
}

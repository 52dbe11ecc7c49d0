using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Kill;

/// <summary>`postroom serve` in a process of its own, to be killed.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<IPEndPoint> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _pidFile;

    public ServerUnderTest(string program, string dataFolder, IEnumerable<string> settings)
    {
        var start = new ProcessStartInfo(
            PostroomServer.Runner,
            [program, "serve", "--data", dataFolder, .. settings.SelectMany(setting => new[] { "--set", setting })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It lives for a second or two: code that is compiled a second time, better, would never pay for itself.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "100000";
        start.Environment["DOTNET_TieredPGO"] = "0";
        TestPasswords.Allow(start);
        _process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // A test host that is killed cannot end its servers: ./test does, from what stands here.
        if (Environment.GetEnvironmentVariable("POSTROOM_TEST_PIDS") is { Length: > 0 } folder)
        {
            _pidFile = Path.Combine(folder, _process.Id.ToString(CultureInfo.InvariantCulture));
            File.WriteAllText(_pidFile, "postroom");
        }
    }

    /// <summary>All that it said.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>What it has taken of the processors so far, or until it was killed.</summary>
    public TimeSpan CpuTime { get; private set; }

    /// <summary>Where it serves IMAP.</summary>
    /// <exception cref="KillViolationException">It ended instead, or says nothing.</exception>
    public async Task<IPEndPoint> ListeningAsync()
    {
        Task ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_listening.Task, ended).WaitAsync(Patience) == ended)
        {
            throw new KillViolationException($"The server does not start any more:\n{Said}");
        }

        return await _listening.Task;
    }

    /// <summary>Brings <see cref="CpuTime"/> up to date.</summary>
    public void MeasureCpuTime()
    {
        _process.Refresh();
        CpuTime = _process.TotalProcessorTime;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            MeasureCpuTime();
            _process.Kill();
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        if (_pidFile is not null)
        {
            File.Delete(_pidFile);
        }
    }

    private void Hear(string? line)
    {
        _said.Enqueue(line ?? "");
        if (line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["IMAP", var address] && IPEndPoint.TryParse(address, out IPEndPoint? endPoint))
        {
            _listening.TrySetResult(endPoint);
        }
    }
}

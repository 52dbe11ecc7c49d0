using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Postroom.Peers.Servers;

/// <summary>A server's process: started, watched until it is ready, and ended with everything that it started.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly string? _pidFile;

    public ServerProcess(ProcessStartInfo start)
    {
        TestPasswords.Allow(start);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // A test host that is killed cannot end its servers: ./test does, from what stands here.
        if (Environment.GetEnvironmentVariable("POSTROOM_TEST_PIDS") is { Length: > 0 } folder)
        {
            _pidFile = Path.Combine(folder, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            File.WriteAllText(_pidFile, start.FileName);
        }
    }

    public int Id => _process.Id;

    /// <summary>All that it has said so far.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Asks again and again until <paramref name="ready"/> has an answer.</summary>
    public async Task<T> WaitAsync<T>(Func<Task<T?>> ready, TimeSpan patience)
        where T : class
    {
        long started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (await tick.WaitForNextTickAsync())
        {
            if (await ready() is { } answer)
                return answer;
            if (_process.HasExited)
                throw new InvalidOperationException($"the server ended with {_process.ExitCode} before it was ready:\n{Log}");
            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new TimeoutException($"the server was not ready after {patience.TotalSeconds} s:\n{Log}");
        }
        throw new UnreachableException();
    }

    /// <summary>The same for a port that must answer with a greeting.</summary>
    public Task WaitForGreetingAsync(IPEndPoint address) => WaitAsync<object>(async () =>
    {
        try
        {
            await using RawImap imap = await RawImap.ConnectAsync(address);
            return imap;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }, TimeSpan.FromSeconds(60));

    /// <summary>A TCP port of loopback that is free now, for programs that cannot pick one themselves.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        ToolProcess.Kill(_process);
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_pidFile is not null)
            File.Delete(_pidFile);
    }
}

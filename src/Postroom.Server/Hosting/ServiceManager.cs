using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Server;

/// <summary>Tells systemd how the server is (sd_notify(3)), where it asks for that; where nobody does, it does nothing.</summary>
internal sealed class ServiceManager : IAsyncDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watchdog = Task.CompletedTask;

    internal ServiceManager(string? path, TimeSpan? watchdog, TimeProvider time)
    {
        if (string.IsNullOrEmpty(path) || OperatingSystem.IsWindows())
        {
            return;
        }

        // @ stands for the NUL that an abstract address begins with.
        _address = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        if (watchdog is { } patience)
        {
            _watchdog = PatAsync(patience / 2, time);
        }
    }

    /// <summary>Whoever the environment names.</summary>
    public static ServiceManager FromEnvironment(TimeProvider time)
    {
        string? path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        string? process = Environment.GetEnvironmentVariable("WATCHDOG_PID");
        TimeSpan? watchdog =
            (string.IsNullOrEmpty(process) || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) &&
            long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
                ? TimeSpan.FromMicroseconds(microseconds)
                : null;
        return new ServiceManager(path, watchdog, time);
    }

    /// <summary>The doors are open.</summary>
    /// <param name="status">What a person reads in `systemctl status`; asked for only where somebody listens.</param>
    public void TellReady(Func<string> status)
    {
        if (_socket is not null)
        {
            Tell($"READY=1\nSTATUS={status()}");
        }
    }

    /// <summary>Certificates are read again; <see cref="TellReady"/> follows.</summary>
    public void TellReloading() => Tell(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency))}"));

    /// <summary>No new clients from now on.</summary>
    public void TellStopping() => Tell("STOPPING=1");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watchdog;
        _socket?.Dispose();
        _stopping.Dispose();
    }

    // On the thread pool, as all that serves clients is: where that is stuck, systemd hears nothing and starts us anew.
    private async Task PatAsync(TimeSpan every, TimeProvider time)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                Tell("WATCHDOG=1");
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Tell(string state)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(state), _address!);
        }
        catch (SocketException)
        {
            // Whoever asked to be told is gone: that is nothing to stop for.
        }
    }
}

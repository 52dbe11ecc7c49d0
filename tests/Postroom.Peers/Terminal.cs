using System.Diagnostics;
using System.Text;

namespace Postroom.Peers;

/// <summary>A program with a screen, typed at through a pseudo-terminal (util-linux's script(1) makes it).</summary>
public sealed class Terminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Screen _screen = new();
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Terminal(ClientHome home, string program, params string[] arguments)
    {
        string line = FormattableString.Invariant($"stty rows {Screen.Rows} cols {Screen.Columns}; exec ") + DebianRoot.CommandLine(home.Inside, program, arguments);
        _process = Process.Start(new ProcessStartInfo("script", ["-qefc", line, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        }) ?? throw new InvalidOperationException("script(1) did not start");
        _reading = ReadAsync();
    }

    /// <summary>Waits until <paramref name="text"/> stands on the screen.</summary>
    public Task SeeAsync(string text) => WaitAsync($"\"{text}\" to appear", screen => screen.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until <paramref name="text"/> is gone from the screen.</summary>
    public Task MissAsync(string text) => WaitAsync($"\"{text}\" to go away", screen => !screen.Contains(text, StringComparison.Ordinal));

    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    public async Task ExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the program did not end; its screen:\n{_screen}");
        }
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"the program ended with {_process.ExitCode}; its screen:\n{_screen}");
    }

    public async ValueTask DisposeAsync()
    {
        ToolProcess.Kill(_process);
        await _reading;
        _process.Dispose();
    }

    private async Task WaitAsync(string wanted, Func<string, bool> there)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            Task more;
            lock (_screen)
            {
                if (there(_screen.ToString()))
                    return;
                more = _more.Task;
            }
            if (_reading.IsCompleted)
                throw new EndOfStreamException($"waited for {wanted}, but the program ended; its screen:\n{_screen}");
            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"waited for {wanted}; the screen:\n{_screen}");
            }
        }
    }

    private async Task ReadAsync()
    {
        char[] buffer = new char[4096];
        int n;
        do
        {
            n = await _process.StandardOutput.ReadAsync(buffer);
            TaskCompletionSource more;
            lock (_screen)
            {
                _screen.Write(buffer.AsSpan(0, n));
                more = _more;
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            more.SetResult();
        }
        while (n > 0);
    }
}

using System.Diagnostics;
using System.Text;

namespace Postroom.Peers;

/// <summary>A program with a screen, typed at through a pseudo-terminal (util-linux's script(1) makes it).</summary>
public sealed class Terminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;

    public Terminal(ClientHome home, string program, params string[] arguments)
    {
        string line = "stty rows 40 cols 132; exec " + DebianRoot.CommandLine(home.Inside, program, arguments);
        _process = Process.Start(new ProcessStartInfo("script", ["-qefc", line, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        }) ?? throw new InvalidOperationException("script(1) did not start");
        _reading = ReadAsync();
    }

    /// <summary>Waits until the program has written <paramref name="text"/> after what was waited for before.</summary>
    public async Task SeeAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            Task more;
            lock (_screen)
            {
                int at = _screen.ToString(_seen, _screen.Length - _seen).IndexOf(text, StringComparison.Ordinal);
                if (at >= 0)
                {
                    _seen += at + text.Length;
                    return;
                }
                more = _more.Task;
            }
            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"\"{text}\" never came; the screen since the last thing seen:\n{Rest()}\n--- before:\n{Before()}");
            }
            if (_reading.IsCompleted && !Rest().Contains(text, StringComparison.Ordinal))
                throw new EndOfStreamException($"\"{text}\" never came and the program ended; the screen:\n{Rest()}\n--- before:\n{Before()}");
        }
    }

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
            throw new TimeoutException($"the program did not end; the screen:\n{Rest()}");
        }
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"the program ended with {_process.ExitCode}; the screen:\n{Rest()}");
    }

    public async ValueTask DisposeAsync()
    {
        ToolProcess.Kill(_process);
        await _reading;
        _process.Dispose();
    }

    private string Rest()
    {
        lock (_screen)
            return Printable.Escape(Encoding.Latin1.GetBytes(_screen.ToString(_seen, _screen.Length - _seen)));
    }

    private string Before()
    {
        lock (_screen)
            return Printable.Escape(Encoding.Latin1.GetBytes(_screen.ToString(Math.Max(0, _seen - 1500), Math.Min(1500, _seen))));
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
                _screen.Append(buffer, 0, n);
                more = _more;
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            more.SetResult();
        }
        while (n > 0);
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Postroom.Peers;

/// <summary>What a finished program left: its exit code and everything that it said.</summary>
public sealed record ToolResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Throws with all that the program said unless it ended with one of these codes (0 if none is named).</summary>
    public ToolResult MustSucceed(params int[] codes) =>
        (codes.Length == 0 ? ExitCode == 0 : codes.Contains(ExitCode)) ? this : throw new InvalidOperationException(ToString());

    public override string ToString() => $"{Command}\nended with {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}

/// <summary>Runs an outside program to its end, within a time.</summary>
public static class ToolProcess
{
    /// <exception cref="TimeoutException">It did not end in time; it was killed, and the message has what it had said.</exception>
    public static async Task<ToolResult> RunAsync(
        string program, IEnumerable<string> arguments, string? input = null, TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.Latin1,
        };
        TestPasswords.Allow(start);
        string command = program + " " + string.Join(' ', start.ArgumentList);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start");
        var output = new StringBuilder();
        var error = new StringBuilder();
        Task reading = Task.WhenAll(CopyAsync(process.StandardOutput, output), CopyAsync(process.StandardError, error));
        try
        {
            await process.StandardInput.WriteAsync(input ?? "");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input: its exit code tells the rest.
        }

        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(90));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await reading.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            lock (output)
            {
                lock (error)
                    throw new TimeoutException($"{command}\ndid not end in time\n--- stdout\n{output}\n--- stderr\n{error}");
            }
        }
        return new ToolResult(command, process.ExitCode, output.ToString(), error.ToString());
    }

    /// <summary>Ends a process that this suite started, with all that it started itself.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception over) when (over is InvalidOperationException or Win32Exception)
        {
            // It is gone already.
        }
    }

    private static async Task CopyAsync(StreamReader from, StringBuilder to)
    {
        char[] buffer = new char[4096];
        for (int n; (n = await from.ReadAsync(buffer)) > 0;)
        {
            lock (to)
                to.Append(buffer, 0, n);
        }
    }
}

using System.Globalization;

namespace Postroom.Server;

/// <summary>What the host logs: a line each on stderr, with the time. Never a password, never mail.</summary>
public sealed class ConsoleLog(TextWriter output, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>Somebody's command line was cut off.</summary>
    public void ControlConnectionEnded(string why) => Write("info", $"a command over the control socket ended early: {why}");

    /// <summary>A fault of ours.</summary>
    public void Fault(string where, Exception fault) => Write("error", $"{where}: {fault}");

    /// <summary>Something that an administrator may want to know.</summary>
    public void Info(string text) => Write("info", text);

    private void Write(string level, string text)
    {
        lock (_lock)
        {
            output.WriteLine($"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {level} {text}");
        }
    }
}

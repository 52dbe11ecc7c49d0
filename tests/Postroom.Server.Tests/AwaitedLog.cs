using System.Text;

namespace Postroom.Server.Tests;

/// <summary>What a host in this process logs, with a way to wait for a line.</summary>
internal sealed class AwaitedLog : TextWriter
{
    private readonly List<string> _lines = [];
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public string Text
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Waits for so many lines with <paramref name="part"/> in them; the last of them.</summary>
    public async Task<string> WaitForAsync(string part, int count = 1)
    {
        while (true)
        {
            Task written;
            lock (_lines)
            {
                if (_lines.Where(line => line.Contains(part, StringComparison.Ordinal)).Skip(count - 1).FirstOrDefault() is { } found)
                    return found;
                written = _written.Task;
            }

            await written.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public int Count(string part)
    {
        lock (_lines)
            return _lines.Count(line => line.Contains(part, StringComparison.Ordinal));
    }

    public override void WriteLine(string? value)
    {
        TaskCompletionSource written;
        lock (_lines)
        {
            _lines.Add(value!);
            (written, _written) = (_written, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        written.SetResult();
    }
}

using System.Globalization;

namespace Postroom.Server;

/// <summary>A line that tells how far a long job is: redrawn at a terminal, else only its last state.</summary>
internal sealed class ProgressBar(TextWriter output, bool isTerminal, string what, long total, TimeProvider time)
{
    private const int Width = 30;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);
    private readonly long _started = time.GetTimestamp();
    private long _drawn;

    public long Done { get; private set; }

    public async ValueTask AdvanceAsync(long by)
    {
        Done += by;
        if (isTerminal && time.GetElapsedTime(_drawn) >= Redraw)
        {
            _drawn = time.GetTimestamp();
            await output.WriteAsync("\r" + Line());
        }
    }

    public async ValueTask CompleteAsync() => await output.WriteAsync((isTerminal ? "\r" : "") + Line() + "\n");

    private string Line()
    {
        double seconds = Math.Max(0.001, time.GetElapsedTime(_started).TotalSeconds);
        int filled = total == 0 ? Width : (int)(Width * Math.Min(Done, total) / total);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} [{new string('#', filled)}{new string('.', Width - filled)}] {Done}/{total}  {Done / seconds:0}/s ");
    }
}

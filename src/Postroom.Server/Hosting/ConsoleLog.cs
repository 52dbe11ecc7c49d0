using Microsoft.Extensions.Logging;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>What the host logs: a line each on stderr, with the time. Never a password, never mail.</summary>
/// <param name="output">Null for stderr, which is opened with the first line: a start has none.</param>
/// <param name="time">For the lines' times.</param>
/// <param name="least">What is of less weight is left out.</param>
public sealed class ConsoleLog(TextWriter? output, TimeProvider time, LogLevel least = LogLevel.Information) : ILogger
{
    private readonly Lock _lock = new();

    /// <summary>True: an object of JSON a line, for programs.</summary>
    internal bool IsJson { get; set; }

    /// <summary>Somebody's command line was cut off.</summary>
    public void ControlConnectionEnded(string why) => Write(LogLevel.Information, $"a command over the control socket ended early: {why}");

    /// <summary>A fault of ours; that the disk is full is none, and one line says it.</summary>
    public void Fault(string where, Exception fault)
    {
        if (fault is StoreUnavailableException { IsFull: true })
        {
            Warning($"{where}: {fault.Message}");
        }
        else
        {
            Write(LogLevel.Error, $"{where}: {fault}");
        }
    }

    /// <summary>What the store could not do, in a line: a disk that fails weighs more than one that is full.</summary>
    internal void Unavailable(string what, StoreUnavailableException why) => Write(why.IsFull ? LogLevel.Warning : LogLevel.Error, $"{what}: {why.Message}");

    /// <summary>Something that an administrator has to see to.</summary>
    public void Warning(string text) => Write(LogLevel.Warning, text);

    /// <summary>Something that keeps people out until an administrator sees to it.</summary>
    internal void Error(string text) => Write(LogLevel.Error, text);

    /// <summary>Something that an administrator may want to know.</summary>
    public void Info(string text) => Write(LogLevel.Information, text);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            string text = LogLine.WithoutControls(formatter(state, exception));
            Write(logLevel, exception is null ? text : $"{text}: {exception}", state as IEnumerable<KeyValuePair<string, object?>>);
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };

    private void Write(LogLevel level, string text, IEnumerable<KeyValuePair<string, object?>>? fields = null)
    {
        if (!IsEnabled(level))
        {
            return;
        }

        string line = IsJson ? LogLine.Json(time.GetUtcNow(), Name(level), text, fields) : LogLine.Text(time.GetUtcNow(), Name(level), text);
        lock (_lock)
        {
            try
            {
                (output ?? Console.Error).WriteLine(line);
            }
            catch (IOException)
            {
                // A log on a full disk has nowhere to say so, and who was at work must not fail for it.
            }
        }
    }
}

using Microsoft.Extensions.Logging;

namespace Postroom.Testing;

/// <summary>Keeps what a server logs as its own fault: a test in which that happened has failed, whatever the client was told.</summary>
internal sealed class FailureLog : ILogger
{
    private readonly List<Exception> _failures = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        lock (_failures)
        {
            _failures.Add(new InvalidOperationException(formatter(state, exception), exception));
        }
    }

    /// <summary>How many there were, for a test that made them happen; they are forgotten.</summary>
    public int Take()
    {
        lock (_failures)
        {
            int count = _failures.Count;
            _failures.Clear();
            return count;
        }
    }

    public void ThrowIfAny()
    {
        lock (_failures)
        {
            if (_failures.Count > 0)
            {
                throw new AggregateException("The server logged faults of its own.", _failures);
            }
        }
    }
}

using Postroom.Net;

namespace Postroom.Imap.Server;

/// <summary>Hands lines from the reader, which alone reads, to the command that waits for them (DONE, SASL responses).</summary>
internal sealed class LineExchange
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<bool>? _asked; // the reader waits here: true is "a line, please", false is "I am done"
    private TaskCompletionSource<CommandFrame?>? _line; // the command waits here
    private bool _isClosed;

    /// <summary>For the command: the next line, whoever disposes it; null when the client has closed.</summary>
    internal Task<CommandFrame?> ReadAsync()
    {
        lock (_gate)
        {
            _line = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked?.TrySetResult(true);
            return _line.Task;
        }
    }

    /// <summary>For the reader: true when the command wants a line, false when it is over.</summary>
    internal Task<bool> WhenAskedAsync()
    {
        lock (_gate)
        {
            if (_isClosed || _line is { Task.IsCompleted: false })
            {
                return Task.FromResult(!_isClosed);
            }

            _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _asked.Task;
        }
    }

    /// <summary>For the reader: the line, or null at the end of input. False if nobody waits for it any more.</summary>
    internal bool Give(CommandFrame? line)
    {
        TaskCompletionSource<CommandFrame?>? waiter;
        lock (_gate)
        {
            (waiter, _line) = (_line, null);
            _asked = null;
        }

        return waiter?.TrySetResult(line) ?? false;
    }

    /// <summary>The command is over.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _line?.TrySetResult(null);
            _asked?.TrySetResult(false);
        }
    }
}

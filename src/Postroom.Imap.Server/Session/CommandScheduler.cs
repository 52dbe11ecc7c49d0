namespace Postroom.Imap.Server;

/// <summary>Runs a session's commands: in the order they were sent, side by side where <see cref="CommandOverlap"/> allows it.</summary>
/// <remarks>Only what is running is ever overtaken; what waits keeps its place.</remarks>
/// <param name="run">Runs one; told whether the thread is the reader's, which is wanted back.</param>
/// <param name="maxWaiting">The reader's budget, in commands.</param>
/// <param name="maxWaitingOctets">And in octets.</param>
/// <param name="all">Commands that wait in all sessions: beyond it few may wait in each.</param>
/// <param name="allOctets">Octets of all sessions' commands: beyond it likewise.</param>
internal sealed class CommandScheduler(
    Func<PendingCommand, bool, Task> run, int maxWaiting, long maxWaitingOctets, SharedBudget all, SharedBudget allOctets)
{
    private const int MaxRunning = 8; // enough to pass a few long searches; a session is one client
    private const int FewWaiting = 8; // enough for a client to be served without a pause
    private const int FewOctets = 8 << 10; // what a line must have room for at least (RFC 9051 §4)

    private readonly Lock _gate = new();
    private readonly Queue<PendingCommand> _waiting = new();
    private readonly List<PendingCommand> _running = [];
    private long _octets;
    private bool _isStarting;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;

    /// <summary>True when nothing runs and nothing waits.</summary>
    internal bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0 && _running.Count == 0;
            }
        }
    }

    /// <summary>What has been running longest; null when nothing runs.</summary>
    internal PendingCommand? Oldest
    {
        get
        {
            lock (_gate)
            {
                return _running.Count == 0 ? null : _running[0];
            }
        }
    }

    /// <summary>True when a command is waiting to run: answers need not be flushed yet.</summary>
    internal bool HasWaiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count > 0;
            }
        }
    }

    /// <summary>True if a command other than <paramref name="self"/> that was read already names messages by sequence number (INVARIANTS 8).</summary>
    internal bool HoldsExpunges(PendingCommand? self)
    {
        lock (_gate)
        {
            foreach (PendingCommand command in _running)
            {
                if (command != self && (command.Traits & CommandTraits.UsesSequenceNumbers) != 0)
                {
                    return true;
                }
            }

            foreach (PendingCommand command in _waiting)
            {
                if ((command.Traits & CommandTraits.UsesSequenceNumbers) != 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Takes a command and starts it if nothing is in its way.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isReader">The thread is the reader's.</param>
    internal void Enqueue(PendingCommand command, bool isReader = true)
    {
        lock (_gate)
        {
            _waiting.Enqueue(command);
            all.Add(1);
            allOctets.Add(command.Octets);
            _octets += command.Octets;
        }

        StartWhatMay(isReader);
    }

    /// <summary>Completes when the reader's budget has room again.</summary>
    internal Task WhenRoomAsync()
    {
        lock (_gate)
        {
            return HasRoom ? Task.CompletedTask : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Completes when nothing runs and nothing waits.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _waiting.Count == 0 && _running.Count == 0
                ? Task.CompletedTask
                : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool HasRoom => _waiting.Count < (all.IsExhausted ? FewWaiting : maxWaiting) && _octets < (allOctets.IsExhausted ? FewOctets : maxWaitingOctets);

    private void StartWhatMay(bool isReader)
    {
        lock (_gate)
        {
            if (_isStarting)
            {
                return; // whoever is at it looks again before it stops
            }

            _isStarting = true;
        }

        while (TryTake() is { } next)
        {
            Task running = run(next, isReader);
            if (running.IsCompleted)
            {
                Finish(next);
            }
            else
            {
                _ = FinishAsync(next, running);
            }
        }
    }

    private async Task FinishAsync(PendingCommand command, Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // run answers for its faults itself
        Finish(command);
        StartWhatMay(isReader: false);
    }

    private PendingCommand? TryTake()
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out PendingCommand? next) && MayStart(next))
            {
                _waiting.Dequeue();
                all.Add(-1);
                _running.Add(next);
                return next;
            }

            _isStarting = false;
            return null;
        }
    }

    private bool MayStart(PendingCommand next)
    {
        foreach (PendingCommand running in _running)
        {
            if (!CommandOverlap.MayStart(next.Traits, running.Traits))
            {
                return false;
            }
        }

        return _running.Count < MaxRunning;
    }

    private void Finish(PendingCommand command)
    {
        TaskCompletionSource? room = null, idle = null;
        lock (_gate)
        {
            _running.Remove(command);
            _octets -= command.Octets;
            allOctets.Add(-command.Octets);
            if (HasRoom)
            {
                (room, _room) = (_room, null);
            }

            if (_running.Count == 0 && _waiting.Count == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        command.Finish();
        room?.TrySetResult();
        idle?.TrySetResult();
    }
}

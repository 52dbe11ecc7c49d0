namespace Postroom.Imap.Server;

/// <summary>A whole command as it was read: on its way to be run, or running.</summary>
internal sealed class PendingCommand
{
    private TaskCompletionSource? _finished;

    /// <summary>As sent; answers repeat it.</summary>
    internal required byte[] Tag { get; init; }

    /// <summary>Null when there is no such command, or its arguments are no good: <see cref="Answer"/> says so in its turn.</summary>
    internal ImapCommand? Command { get; init; }

    /// <summary>What the command read from its line.</summary>
    internal object? Arguments { get; init; }

    /// <summary>True for <c>UID NAME</c>: answers name UIDs.</summary>
    internal bool IsUid { get; init; }

    internal CommandTraits Traits { get; init; }

    /// <summary>The answer to a command that is not run at all.</summary>
    internal CommandResult? Answer { get; init; }

    /// <summary>Why a command whose form is good is refused before its arguments are whole; see <see cref="ImapCommand.RefuseAsync"/>.</summary>
    internal CommandResult? Refusal { get; init; }

    /// <summary>Its tagged answer is written: nothing more may be said of it. For the holder of the output's turn.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>It is nobody's command: between commands the session tells what NOTIFY asked for.</summary>
    internal bool IsNews { get; private init; }

    /// <summary>Counts against the reader's budget.</summary>
    internal int Octets { get; init; }

    /// <summary>Messages that came with it; disposed when it is over.</summary>
    internal IReadOnlyList<LiteralSpool> Literals { get; init; } = [];

    /// <summary>For a command that takes lines: where it and the reader meet.</summary>
    internal LineExchange? Lines { get; init; }

    /// <summary>Completes when it is over. Ask before it is enqueued.</summary>
    internal Task Finished => (_finished ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>What looks for news when the commands before it are over.</summary>
    internal static PendingCommand News() => new()
    {
        Tag = [],
        Traits = CommandTraits.AnyState | CommandTraits.Alone | CommandTraits.TellsNothing,
        IsNews = true,
        IsAnswered = true, // nothing is said of it
    };

    internal void Finish()
    {
        Lines?.Close();
        _finished?.TrySetResult();
    }
}

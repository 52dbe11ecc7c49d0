using Postroom.Net;

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    private static readonly byte[] NoTag = "*"u8.ToArray();

    private int _isReaderBusy; // 1: it has more complete commands at hand, so answers may wait for theirs

    /// <summary>Only this reads. It never waits for execution, except where the next octets mean something else then (INVARIANTS 11).</summary>
    private async Task ReadCommandsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            ValueTask<FrameRead> reading = _frames.ReadCommandAsync(_stop.Token);
            if (!reading.IsCompleted)
            {
                OnReaderResting();
            }

            FrameRead read = await reading;
            Volatile.Write(ref _isReaderBusy, 1);
            Touch();
            if (read.Outcome == FrameOutcome.End)
            {
                break;
            }

            if (read.Outcome == FrameOutcome.Unrecoverable && !IsLoggedIn)
            {
                read.Frame!.Dispose(wasSecret: true);
                End(ConnectionEndReason.Limit, "Your command is too long"); // strangers get no second chance (docs/limits.md)
                return;
            }

            PendingCommand command = Understand(read);
            Unfinished.Release(); // from here it counts as the command's
            bool stops = (command.Traits & CommandTraits.StopsReader) != 0;
            Task finished = stops ? command.Finished : Task.CompletedTask;
            if (stops)
            {
                Volatile.Write(ref _isReaderBusy, 0);
            }

            _scheduler.Enqueue(command);
            if (read.Outcome == FrameOutcome.Unrecoverable)
            {
                await _scheduler.WhenIdleAsync();
                End(ConnectionEndReason.Limit, "Cannot find the end of your command");
                return;
            }

            if (command.Lines is { } lines)
            {
                await PassLinesAsync(lines);
            }

            await finished;
            await _scheduler.WhenRoomAsync();
        }

        Volatile.Write(ref _isReaderBusy, 0);
        Output.RequestFlush();
    }

    // The reader is about to wait; true if it is the client's turn.
    private bool OnReaderResting()
    {
        Volatile.Write(ref _isReaderBusy, 0);
        Output.RequestFlush();
        return _scheduler.IsIdle;
    }

    /// <summary>For the reader: completes when every command read so far has run.</summary>
    internal Task WhenCommandsAreOverAsync(CancellationToken cancellationToken) => _scheduler.WhenIdleAsync().WaitAsync(cancellationToken);

    private async Task PassLinesAsync(LineExchange lines)
    {
        while (await lines.WhenAskedAsync())
        {
            Unfinished.IsPassingLines = true;
            FrameRead read = await _frames.ReadLineAsync(_stop.Token);
            Unfinished.IsPassingLines = false;
            Unfinished.Release();
            Touch();
            switch (read.Outcome)
            {
                case FrameOutcome.Command:
                    if (!lines.Give(read.Frame))
                    {
                        read.Frame!.Dispose(wasSecret: true);
                    }

                    break;
                case FrameOutcome.End:
                    lines.Give(null);
                    return;
                default:
                    read.Frame?.Dispose();
                    End(ConnectionEndReason.Limit, "The line is too long");
                    return;
            }
        }
    }

    private PendingCommand Understand(FrameRead read)
    {
        CommandFrame frame = read.Frame!;
        bool isSecret = !IsLoggedIn; // LOGIN and AUTHENTICATE hold passwords; nobody else speaks yet
        try
        {
            ReadOnlySpan<byte> tag = CommandHead.TagOf(frame.Octets.Span);
            if (tag.IsEmpty)
            {
                return Answered(NoTag, frame, CommandResult.Bad("A command begins with a tag"));
            }

            return read.Outcome switch
            {
                FrameOutcome.Command => Parse(tag.ToArray(), frame),
                FrameOutcome.Refused or FrameOutcome.Unrecoverable when read.Refusal is LiteralRefusal refusal => Refused(tag.ToArray(), frame, refusal.Result),
                FrameOutcome.Refused when read.Refusal is Exception failure => Answered(tag.ToArray(), frame, FailedLiteral(failure)),
                _ => Answered(tag.ToArray(), frame, CommandResult.Bad("The command is too long", ResponseCode.Limit)),
            };
        }
        finally
        {
            frame.Dispose(isSecret);
        }
    }

    private PendingCommand Parse(byte[] tag, CommandFrame frame)
    {
        LiteralSpool[] spools = [.. frame.Detached.Select(static literal => (LiteralSpool)literal.Sink)];
        CommandResult problem;
        try
        {
            if (!CommandHead.TryRead(frame.Octets.Span, out CommandHead head) || head.Name.IsEmpty)
            {
                problem = CommandResult.Bad("A tag, a space and a command were expected");
            }
            else if (Protocol.Find(head.Name, head.IsUid) is not { } command)
            {
                problem = CommandResult.Bad("There is no such command");
            }
            else if (IsUidOnly && command.HasUidForm && !head.IsUid)
            {
                problem = Refusals.UidRequired; // FETCH, STORE, SEARCH, COPY, MOVE (RFC 9586 §3.2), and whatever else takes numbers (§3.8)
            }
            else
            {
                ImapReader reader = ReaderOf.Arguments(frame, head.NameEnd, Protocol, Dialect);
                object arguments = command.ReadArguments(ref reader, new(this, tag, head.IsUid, spools), out CommandTraits traits);
                bool takesLines = (traits & CommandTraits.TakesLines) == CommandTraits.TakesLines;
                return new()
                {
                    Tag = tag,
                    Command = command,
                    Arguments = arguments,
                    IsUid = head.IsUid,
                    Traits = traits,
                    Octets = frame.Octets.Length,
                    Literals = spools,
                    Lines = takesLines ? new() : null,
                };
            }
        }
        catch (ImapSyntaxException wrong)
        {
            problem = AnswerTo(wrong);
        }

        return Refused(tag, frame, problem, spools);
    }

    /// <summary>What a client hears whose input is no good.</summary>
    internal static CommandResult AnswerTo(ImapSyntaxException wrong) => wrong.Kind switch
    {
        SyntaxErrorKind.Limit => CommandResult.Bad(wrong.Message, ResponseCode.Limit),
        SyntaxErrorKind.MessageNumber => CommandResult.Bad(wrong.Message, ResponseCode.UidRequired),
        SyntaxErrorKind.MailboxName => CommandResult.No(wrong.Message, ResponseCode.Cannot),
        _ => CommandResult.Bad(wrong.Message),
    };

    // BAD is no command (RFC 3501 §7.1.3); NO is one that failed, with whatever its failing does.
    private PendingCommand Refused(byte[] tag, CommandFrame frame, CommandResult refusal, IReadOnlyList<LiteralSpool>? spools = null) =>
        refusal.Status == CommandStatus.No && CommandHead.TryRead(frame.Octets.Span, out CommandHead head)
            && Protocol.Find(head.Name, head.IsUid) is { } command
            ? new()
            {
                Tag = tag,
                Command = command,
                IsUid = head.IsUid,
                Traits = command.Traits,
                Refusal = refusal,
                Octets = frame.Octets.Length,
                Literals = spools ?? [],
            }
            : Answered(tag, frame, refusal, spools);

    private static PendingCommand Answered(byte[] tag, CommandFrame frame, CommandResult answer, IReadOnlyList<LiteralSpool>? spools = null) =>
        new() { Tag = tag, Answer = answer, Octets = frame.Octets.Length, Literals = spools ?? [] };

    private static CommandResult FailedLiteral(Exception failure) => failure is Postroom.Store.Engine.StoreUnavailableException
        ? CommandResult.No("The message cannot be kept now", ResponseCode.Unavailable)
        : CommandResult.No("The message could not be taken", ResponseCode.ServerBug);
}

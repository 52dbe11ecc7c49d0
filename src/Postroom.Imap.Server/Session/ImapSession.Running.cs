using System.Security.Cryptography;
using Postroom.Net;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    private LineExchange? _lines; // of the command that runs alone and takes lines

    /// <summary>For a command that takes lines: the next line, without its CRLF; null when the client has closed. Dispose it.</summary>
    internal Task<CommandFrame?> ReadLineAsync() =>
        (_lines ?? throw new InvalidOperationException("Only a command that takes lines may read one.")).ReadAsync();

    /// <summary>Runs one command and answers it, whatever happens: exactly one tagged answer, or the session ends.</summary>
    private async Task ExecuteAsync(PendingCommand command, bool isReader)
    {
        try
        {
            if (_stop.IsCancellationRequested)
            {
                return; // nobody is left to answer: a thousand that wait do not each begin, to end in an exception
            }

            if ((command.Traits & CommandTraits.MayBeOvertaken) != 0)
            {
                Output.RequestFlush(); // answers before it were held for its own, which may be long in coming
            }

            if ((command.Traits & CommandTraits.MayBeOvertaken) != 0 || (isReader && !IsDoneInAMoment(command)))
            {
                await Task.Yield(); // the reader goes on meanwhile
            }
            else if (isReader && Connection.IsOnPoller)
            {
                CallingThread.MayWait = true; // one read is done sooner here than handed to another thread
            }

            if (command.IsNews)
            {
                await TellQueuedNewsAsync();
                return;
            }

            long began = Server.Metrics?.Begin() ?? 0;
            CommandResult result = command.Answer ?? await RunGuardedAsync(command);
            await AnswerAsync(command, result);
            Server.Metrics?.CommandDone(command, result.Status, began);
            WantNewsLeftBehind();
            if (result.AfterAnswer is { } after)
            {
                await after(this, _stop.Token);
            }

            if (result.Ends != ConnectionEndReason.None)
            {
                End(result.Ends, null);
            }
        }
        catch (OperationCanceledException)
        {
            // The session ends: nobody is left to answer, or BYE says it all.
        }
        catch (Exception fault) // in telling, or after the answer: the stream cannot be trusted any more
        {
            Log.Fault(Server.Logger, fault, NameOf(command), NewReference());
            Output.IsBroken = true;
            End(ConnectionEndReason.Fault, null);
        }
        finally
        {
            foreach (LiteralSpool literal in command.Literals)
            {
                await literal.DisposeAsync();
            }
        }
    }

    // A command that ends also tells what others did to the mailbox, which may be much.
    private bool IsDoneInAMoment(PendingCommand command) =>
        (command.Traits & CommandTraits.Quick) != 0 && Notifications is null && View is null or { HasNews: false };

    private async ValueTask<CommandResult> RunGuardedAsync(PendingCommand command)
    {
        if ((command.Traits & State) == 0)
        {
            return CommandResult.Bad(State switch
            {
                CommandTraits.NotAuthenticated => "Log in first",
                _ when (command.Traits & CommandTraits.LoggedIn) == 0 => "You are logged in already",
                _ => "Select a mailbox first",
            });
        }

        if (MustEnableUtf8 && (command.Traits & (CommandTraits.NotAuthenticated | CommandTraits.WithoutText)) == 0)
        {
            return Refusals.Utf8First;
        }

        try
        {
            if (command.Refusal is { } refusal)
            {
                return await command.Command!.RefuseAsync(refusal, this);
            }

            _lines = command.Lines ?? _lines;
            return await command.Command!.RunAsync(command.Arguments!, this, _stop.Token);
        }
        catch (StoreUnavailableException full) when (full.IsFull)
        {
            Log.DiskFull(Server.Logger, NameOf(command), full.Message);
            return CommandResult.No("The storage cannot do this now", ResponseCode.Unavailable);
        }
        catch (StoreUnavailableException unavailable)
        {
            Log.Fault(Server.Logger, unavailable, NameOf(command), NewReference());
            return CommandResult.No("The storage cannot do this now", ResponseCode.Unavailable);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !Output.IsBroken)
        {
            string reference = NewReference();
            Log.Fault(Server.Logger, fault, NameOf(command), reference);
            return CommandResult.No($"A fault of the server, reference {reference}", ResponseCode.ServerBug);
        }
    }

    private async ValueTask AnswerAsync(PendingCommand command, CommandResult result)
    {
        await Output.EnterAsync(_stop.Token);
        try
        {
            if (View is { } view && (command.Traits & CommandTraits.TellsNothing) == 0)
            {
                await view.TellAsync(MayExpunge(command), command.IsUid, tookOut: result.TellsModSeq, _stop.Token);
                result = result.TellsModSeq && HasQResync ? result.With(new HighestModSeqCode(view.TellableModSeq)) : result;
            }

            if (result.Limited is { } limited)
            {
                if (result is { Status: CommandStatus.Ok, Code: null })
                {
                    result = result.With(limited);
                }
                else
                {
                    ResponseLines.WriteWarning(Output.Buffer, Dialect, limited, "Only some of the messages were processed");
                    result = result.Code == ResponseCode.ExpungeIssued ? result.AsOk() : result; // "the former MUST be returned in the tagged OK response" (RFC 9738 §3.1)
                }
            }

            ResponseLines.WriteResult(Output.Buffer, Dialect, command.Tag, result);
            command.IsAnswered = true;
            if (result.Status == CommandStatus.Bad && !IsLoggedIn && ++_badCommands >= Server.Options.MaxBadCommandsBeforeLogin)
            {
                End(ConnectionEndReason.Limit, "Too many bad commands");
            }

            bool moreComes = Volatile.Read(ref _isReaderBusy) == 1 || _scheduler.HasWaiting;
            await (moreComes ? Output.FlushIfLargeAsync(_stop.Token) : Output.FlushAsync(_stop.Token));
        }
        finally
        {
            Output.Leave();
        }
    }

    private bool MayExpunge(PendingCommand command) =>
        (command.Traits & CommandTraits.ForbidsExpunge) == 0 && command.Command is not null && !_scheduler.HoldsExpunges(command);

    private static string NameOf(PendingCommand command) => command.Command?.GetType().Name ?? "a command";

    private static string NewReference() => RandomNumberGenerator.GetHexString(8, lowercase: true);
}

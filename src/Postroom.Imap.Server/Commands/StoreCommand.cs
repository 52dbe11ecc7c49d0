using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>STORE and UID STORE (RFC 3501 §6.4.6).</summary>
internal sealed class StoreCommand : MessageCommand<StoreArguments>
{
    // UsesSequenceNumbers, ForbidsExpunge: no EXPUNGE until it is over, unless it came as UID STORE (RFC 3501 §7.4.1).
    public override CommandTraits Traits =>
        CommandTraits.Selected | CommandTraits.WritesMessages | CommandTraits.UsesSequenceNumbers | CommandTraits.ForbidsExpunge;

    private const int FewMessages = 64; // of one chunk or two: one small commit

    protected override CommandTraits TraitsOf(ForMessages<StoreArguments> command) =>
        command.Arguments.Messages.NamesAtMost(FewMessages) ? base.TraitsOf(command) | CommandTraits.Quick : base.TraitsOf(command);

    protected override ForMessages<StoreArguments> Read(ref ImapReader reader, CommandInput input)
    {
        ForMessages<StoreArguments> store = base.Read(ref reader, input);
        CommandOptions.DemandOnce(store.Arguments.Modifiers, input.Session.Protocol.Registry.StoreModifiers, "STORE modifier", reader.Position);
        FlagNames.Demand(store.Arguments.Flags, reader.Position);
        return store;
    }

    public override async ValueTask<CommandResult> RunAsync(ForMessages<StoreArguments> command, ImapSession session, CancellationToken cancellationToken)
    {
        StoreArguments store = command.Arguments;
        SessionView view = session.View!;
        if (view.IsReadOnly)
        {
            return Refusals.ReadOnly;
        }

        // Before the first await: a sequence number means what it meant in the view the client had when it sent it.
        if (view.Resolve(store.Messages, command.IsUid) is not { } selection)
        {
            return Refusals.NoSuchNumber;
        }

        if (selection.IsEmpty)
        {
            return CommandResult.Ok("STORE completed");
        }

        (selection, MessageLimitCode? limited) = selection.Take(session.Protocol.MessageLimit);
        ModSeq? unchangedSince = (CommandOptions.Find(store.Modifiers.Span, UnchangedSince.OptionName) as UnchangedSince)?.ModSeq;
        if (unchangedSince is not null)
        {
            await session.BecomeCondStoreAwareAsync(cancellationToken);
        }

        MailboxSnapshot before = view.Mailbox.Snapshot;
        var change = new ChangeFlags(before.Info.Id, selection.ToUidSet(), KindOf(store.Action), store.Flags, unchangedSince);
        CommitResult result = await view.Account.CommitAsync(new Commit(change), cancellationToken);
        if (!result.IsDone)
        {
            return CommandResult.No(result.Refusal);
        }

        FlagsChanged done = result.Only<FlagsChanged>();
        await TellAsync(session, view, store, before, done, result.ModSeq, cancellationToken);
        bool missesSome = !command.IsUid && !(store.Silent && !done.Changed.IsEmpty) && selection.Overlaps(done.Missing);
        return AnswerTo(missesSome, Modified(done.Refused, view, command.IsUid)) with { Limited = limited };
    }

    // What is gone and not told yet is a NO to who named it by number, and with .SILENT only if nothing is left (RFC 2180 §4.2.1 to §4.2.3). By UID it is
    // what does not exist, "ignored without any error message" (RFC 9051 §6.4.9); that it is gone is told in the same answer.
    private static CommandResult AnswerTo(bool missesSome, ModifiedCode? modified) => (missesSome, modified) switch
    {
        (false, null) => CommandResult.Ok("STORE completed"),
        (true, null) => Refusals.ExpungeIssued,
        (false, _) => CommandResult.Ok("Some messages were changed by somebody else", modified),
        _ => CommandResult.No("Some messages are gone, and others were changed by somebody else", modified),
    };

    // Those that failed the UNCHANGEDSINCE test, in the numbers of the command (RFC 7162 §3.1.3).
    private static ModifiedCode? Modified(UidSet refused, SessionView view, bool isUid)
    {
        if (refused.IsEmpty)
        {
            return null;
        }

        MessageSelection known = MessageSelection.ByUid(view.Messages, refused);
        return known.IsEmpty ? null : new(isUid ? SequenceSet.From(refused) : SequenceSet.From(known.SequenceRanges.ToArray()));
    }

    private static async ValueTask TellAsync(
        ImapSession session, SessionView view, StoreArguments store, MailboxSnapshot before, FlagsChanged done, ModSeq modSeq, CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken); // what the client knows changes under the turn only
        try
        {
            if (store.Silent)
            {
                view.Know(SilentFlags.Expected(view, before, done.Changed, KindOf(store.Action), store.Flags), modSeq);
                view.AskModSeq(session.IsCondStoreAware ? done.Changed : UidSet.Empty);
            }
            else
            {
                view.Ask(done.Changed);
            }

            view.Ask(done.Refused); // so that the client need not ask what somebody else did to them (RFC 7162 §3.1.3)
        }
        finally
        {
            session.Output.Leave();
        }
    }

    private static FlagChangeKind KindOf(StoreAction action) => action switch
    {
        StoreAction.Add => FlagChangeKind.Add,
        StoreAction.Remove => FlagChangeKind.Remove,
        _ => FlagChangeKind.Replace,
    };
}

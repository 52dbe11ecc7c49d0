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
        CommandOptions.Demand(store.Arguments.Modifiers, input.Session.Protocol.Registry.StoreModifiers, "STORE modifier", reader.Position);
        FlagNames.Demand(store.Arguments.Flags, mayBeRecent: false, reader.Position);
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

        MailboxSnapshot before = view.Mailbox.Snapshot;
        var change = new ChangeFlags(before.Info.Id, selection.ToUidSet(), KindOf(store.Action), store.Flags);
        CommitResult result = await session.Account!.CommitAsync(new Commit(change), cancellationToken);
        if (!result.IsDone)
        {
            return CommandResult.No(result.Refusal);
        }

        FlagsChanged done = result.Only<FlagsChanged>();
        await TellAsync(session, view, store, before, done.Changed, result.ModSeq, cancellationToken);
        return selection.Overlaps(done.Missing) ? Refusals.ExpungeIssued : CommandResult.Ok("STORE completed");
    }

    private static async ValueTask TellAsync(
        ImapSession session, SessionView view, StoreArguments store, MailboxSnapshot before, UidSet changed, ModSeq modSeq, CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken); // what the client knows changes under the turn only
        try
        {
            if (store.Silent)
            {
                view.Know(SilentFlags.Expected(view, before, changed, KindOf(store.Action), store.Flags), modSeq);
            }
            else
            {
                view.Ask(changed);
            }
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

using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>REPLACE and UID REPLACE (RFC 8508 §3): the new message comes and the old one goes in one commit, so quota sees only what both make.</summary>
/// <param name="isUid">Two objects: what is said before the message comes depends on it.</param>
internal sealed class ReplaceCommand(bool isUid) : ImapCommand<ReplaceRequest>
{
    private static readonly CommandResult NotThere = CommandResult.No("There is no such message to replace", ResponseCode.NonExistent);

    // One commit is about one account.
    private static readonly CommandResult TwoAccounts = CommandResult.No("A message is replaced within one account only", ResponseCode.Cannot);

    public override CommandTraits Traits => CommandTraits.Selected | CommandTraits.WritesMessages | CommandTraits.ReadsMailboxes
        | (isUid ? CommandTraits.None : CommandTraits.UsesSequenceNumbers);

    public override bool IsUidOnly => isUid;

    /// <summary>The other object has that form: it is registered in place of this one there.</summary>
    public override bool HasUidForm => !isUid;

    /// <summary>Behind the message's number stands the mailbox's name.</summary>
    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) =>
        arguments.IndexOf((byte)' ') == arguments.Length - 1 ? LiteralKind.Mailbox : AppendCommand.KindBehindMailbox(arguments);

    public override CommandResult? JudgeBeforeMessage(ref ImapReader reader, long octets, ImapSession session)
    {
        (SequenceSet message, AppendBeginning beginning) = ReplaceArguments.ReadBeginning(ref reader);
        FlagNames.Demand(beginning.Flags, reader.Position);
        if (session.IsUidOnly && !isUid)
        {
            return Refusals.UidRequired;
        }

        if (session.View is not { } view)
        {
            return null; // a SELECT may be on its way
        }

        if (view.IsReadOnly)
        {
            return Refusals.ReadOnly;
        }

        if (AppendCommand.JudgeTarget(beginning.Mailbox, session) is { } refused)
        {
            return refused;
        }

        if (view.Resolve(message, isUid) is not { } selection)
        {
            return null; // BAD in its turn: mail may come in before
        }

        return selection.IsEmpty ? NotThere
            : SizeOf(UidOf(selection), view) is not { } replaced ? Refusals.ExpungeIssued
            : session.MayBeOthers(beginning.Mailbox) ? null // their limits and quota are asked when it runs
            : session.Account!.RefusalToAdd(beginning.Flags, octets, replaced) is { } refusal ? CommandResult.No(refusal)
            : null;
    }

    protected override ReplaceRequest Read(ref ImapReader reader, CommandInput input)
    {
        ReplaceArguments arguments = ReplaceArguments.Read(ref reader);
        return new(arguments.Message, arguments.Mailbox, NewMessage.From(arguments.Replacement, input, reader.Position));
    }

    public override async ValueTask<CommandResult> RunAsync(ReplaceRequest replace, ImapSession session, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        if (view.IsReadOnly)
        {
            return Refusals.ReadOnly;
        }

        // Before the first await: the number means what it meant in the view the client had when it sent it.
        if (view.Resolve(replace.Message, isUid) is not { } selection)
        {
            return Refusals.NoSuchNumber;
        }

        if (selection.IsEmpty)
        {
            return NotThere;
        }

        await using MailboxPlace? place = await session.FindMailboxAsync(replace.Mailbox, cancellationToken);
        if (place is not { Mailbox: { IsSelectable: true } target })
        {
            return Refusals.NoTarget(replace.Mailbox, session);
        }

        if (place.Account.Owner != view.Account.Owner)
        {
            return TwoAccounts;
        }

        await using var messages = new NewMessages(session, target.Id);
        if (await messages.AddAsync(replace.Replacement, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        // The old one first, so that a mailbox as full as it may be has room. It goes whether or not it has \Deleted, and must be there still.
        var gone = new ExpungeMessages(view.Mailbox.Info.Id, UidSet.Of(UidOf(selection)), OnlyDeleted: false) { MustExist = true };
        CommitResult result = await place.Account.CommitAsync(new Commit([gone, .. messages.Changes]), cancellationToken);
        if (!result.IsDone)
        {
            return CommandResult.No(result.Refusal);
        }

        var added = (MessageAdded)result.Outcomes[1];
        session.NoteBrought(target.Id, UidSet.Of(added.Uid));
        session.Server.Metrics?.Appended(1, "REPLACE");
        if (place.MayRead) // RFC 4315 §3: no APPENDUID where it cannot be selected
        {
            await TellAddedAsync(added, session, cancellationToken);
        }

        return CommandResult.Ok("REPLACE completed") with { TellsModSeq = true };
    }

    // Before the EXPUNGE, so that the client knows the new one when the old one goes (RFC 8508 §4.3).
    private static async ValueTask TellAddedAsync(MessageAdded added, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Protocol.AppendedCode([added]) is not { } code)
        {
            return;
        }

        await session.Output.EnterAsync(cancellationToken);
        try
        {
            ResponseLines.WriteOk(session.Output.Buffer, session.Dialect, code, "The new message is there");
        }
        finally
        {
            session.Output.Leave();
        }
    }

    private static Uid UidOf(MessageSelection one) => new(one.Messages.UidAt((int)one.SequenceRanges[0].First));

    private static long? SizeOf(Uid uid, SessionView view)
    {
        MailboxSnapshot now = view.Mailbox.Snapshot;
        return now.TryFind(uid, out int chunk, out int index) ? now.Chunks[chunk].Columns.Sizes[index] : null;
    }
}

/// <summary>What REPLACE asks for.</summary>
internal sealed record ReplaceRequest(SequenceSet Message, MailboxName Mailbox, NewMessage Replacement);

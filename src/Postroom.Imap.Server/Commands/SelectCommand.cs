using System.Buffers;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>SELECT and EXAMINE (RFC 3501 §6.3.1, §6.3.2).</summary>
internal sealed class SelectCommand(bool isExamine) : GrammarCommand<SelectArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.Alone | CommandTraits.TellsNothing;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    protected override SelectArguments Read(ref ImapReader reader, CommandInput input)
    {
        SelectArguments arguments = SelectArguments.Read(ref reader);
        Dictionary<string, ISelectParameter> parameters = input.Session.Protocol.Registry.SelectParameters;
        CommandOptions.DemandOnce(arguments.Parameters, parameters.Keys, "SELECT parameter", reader.Position);
        foreach (CommandOption option in arguments.Parameters)
        {
            parameters[option.Name].Demand(option, input, reader.Position);
        }

        return arguments;
    }

    // What parameters ask for, such as QRESYNC, may be much.
    protected override CommandTraits TraitsOf(SelectArguments arguments) => arguments.Parameters.IsEmpty ? Traits | CommandTraits.Quick : Traits;

    // A SELECT that fails leaves nothing selected, whatever it fails for (RFC 3501 §6.3.1).
    internal override async ValueTask<CommandResult> RefuseAsync(CommandResult refusal, ImapSession session)
    {
        bool closes = session.View is not null;
        await session.SelectAsync(null);
        await FailAsync(session, closes, session.Ending);
        return refusal;
    }

    // "When deselecting a selected mailbox, the server MUST return ... CLOSED", though there is no other then (RFC 9051 §6.3.2).
    private static async ValueTask FailAsync(ImapSession session, bool closes, CancellationToken cancellationToken)
    {
        if (closes && session.IsRev2)
        {
            await session.Output.EnterAsync(cancellationToken);
            try
            {
                TellClosed(session);
            }
            finally
            {
                session.Output.Leave();
            }
        }
    }

    private static void TellClosed(ImapSession session) =>
        ResponseLines.WriteOk(session.Output.Buffer, session.Dialect, ResponseCode.Closed, "The mailbox before is closed");

    public override async ValueTask<CommandResult> RunAsync(SelectArguments select, ImapSession session, CancellationToken cancellationToken)
    {
        // Whatever happens now, what was selected is not any more (RFC 3501 §6.3.1).
        bool closes = session.View is not null;
        await session.SelectAsync(null);
        MailboxPlace? place = await session.FindMailboxAsync(select.Mailbox, cancellationToken);
        Mailbox? mailbox = null;
        SessionView? view = null;
        try
        {
            if (place is not { Mailbox: { IsSelectable: true } info } || (mailbox = await place.Account.OpenMailboxAsync(info.Id, cancellationToken)) is null)
            {
                await FailAsync(session, closes, cancellationToken);
                return place is { MayRead: false } ? Refusals.NoPermission : Refusals.NoMailbox;
            }

            for (int i = 0; i < select.Parameters.Count; i++)
            {
                await session.Protocol.Registry.SelectParameters[select.Parameters[i].Name].BeforeAsync(session, cancellationToken);
            }

            // Who has enabled IMAP4rev2 hears nothing of it, and takes it from nobody.
            Uid? firstRecent = session.IsRev2 ? null
                : isExamine || !place.IsOwn ? FirstUnclaimed(mailbox.Snapshot.Info) // to others it is shown, and stays the owner's to claim
                : await ClaimRecentAsync(place.Account, mailbox, cancellationToken);
            view = new SessionView(session, place, mailbox, isExamine, firstRecent);
        }
        finally
        {
            if (view is null)
            {
                await (mailbox?.DisposeAsync() ?? ValueTask.CompletedTask);
                await (place?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
        }

        await session.SelectAsync(view);
        await TellAsync(select, session, view, closes, cancellationToken);
        return isExamine
            ? CommandResult.Ok("EXAMINE completed", ResponseCode.ReadOnly)
            : CommandResult.Ok("SELECT completed", view.MayChangeMail ? ResponseCode.ReadWrite : ResponseCode.ReadOnly);
    }

    private static Uid? FirstUnclaimed(MailboxInfo info) =>
        info.Recent > 0 && info.RecentFrom <= uint.MaxValue ? new Uid((uint)info.RecentFrom) : null;

    // Until nothing unclaimed is left in what the view will show: mail may come in between.
    private static async ValueTask<Uid?> ClaimRecentAsync(MailAccount account, Mailbox mailbox, CancellationToken cancellationToken)
    {
        Uid? first = null;
        while (mailbox.Snapshot.Info is { Recent: > 0 } info)
        {
            CommitResult claim = await account.CommitAsync(new Commit(new ClaimRecent(info.Id)), cancellationToken);
            if (!claim.IsDone || claim.Only<RecentClaimed>().FirstRecent is not { } claimed)
            {
                break; // another session was faster, or the claim cannot be written now: they stay recent for later
            }

            first ??= claimed;
        }

        return first;
    }

    private static async ValueTask TellAsync(
        SelectArguments select, ImapSession session, SessionView view, bool closes, CancellationToken cancellationToken)
    {
        ListedMailbox? listed = session.IsRev2 ? await session.DescribeAsync(select.Mailbox, cancellationToken) : null; // RFC 9051 §6.3.2: required
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            if (closes && (session.IsRev2 || session.Protocol.Registry.ClosedCode))
            {
                TellClosed(session);
            }

            TellFacts(session, view);
            if (listed is not null)
            {
                ListLine.Write(session, listed, select.Mailbox.Given);
            }

            for (int i = 0; i < select.Parameters.Count; i++)
            {
                CommandOption option = select.Parameters[i];
                await session.Protocol.Registry.SelectParameters[option.Name].TellAsync(option, view, session, cancellationToken);
            }
        }
        finally
        {
            session.Output.Leave();
        }
    }

    private static void TellFacts(ImapSession session, SessionView view)
    {
        MailboxInfo info = view.SelectedAs;
        IBufferWriter<byte> output = session.Output.Buffer;
        ResponseLines.WriteFlags(output, view.Flags, view.RightsToChange);
        ResponseLines.WriteNumbered(output, view.Count, " EXISTS\r\n"u8);
        if (!session.IsRev2)
        {
            ResponseLines.WriteNumbered(output, view.RecentCount, " RECENT\r\n"u8);
        }

        if (session is { IsRev2: false, IsUidOnly: false } && FirstUnseen(view) is { } unseen)
        {
            ResponseLines.WriteOk(output, session.Dialect, new UnseenCode(unseen), "First unseen message");
        }

        ResponseLines.WriteOk(output, session.Dialect, new UidValidityCode(info.UidValidity), "UIDs are valid");
        if (info.UidNext <= uint.MaxValue)
        {
            ResponseLines.WriteOk(output, session.Dialect, new UidNextCode(new Uid((uint)info.UidNext)), "Predicted next UID");
        }

        foreach (Func<ImapSession, SelectFacts, ResponseCode?> code in session.Protocol.Registry.SelectCodes)
        {
            if (code(session, new(info, !view.MayChangeMail)) is { } extension)
            {
                ResponseLines.WriteOk(output, session.Dialect, extension, "Selected");
            }
        }
    }

    // From the mailbox's row: a million messages may be before it (INVARIANTS 16).
    private static SequenceNumber? FirstUnseen(SessionView view) =>
        view.SelectedAs.FirstUnseen is > 0 and <= uint.MaxValue and var uid && view.SequenceOf(new Uid((uint)uid)) is > 0 and var sequence
            ? new SequenceNumber((uint)sequence)
            : null;
}

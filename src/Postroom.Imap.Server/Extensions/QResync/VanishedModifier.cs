namespace Postroom.Imap.Server;

/// <summary>UID FETCH (CHANGEDSINCE n VANISHED): what of the set is gone since, before what changed (RFC 7162 §3.2.6).</summary>
internal sealed class VanishedModifier : IFetchModifier
{
    internal const string Name = "VANISHED";

    public void Demand(CommandOption option, FetchArguments fetch, CommandInput input, int position)
    {
        if (!input.IsUid)
        {
            throw new ImapSyntaxException("VANISHED goes with UID FETCH only", position);
        }

        if (!input.Session.HasQResync)
        {
            throw new ImapSyntaxException("VANISHED needs ENABLE QRESYNC", position);
        }

        if (Since(fetch.Modifiers) is null)
        {
            throw new ImapSyntaxException("VANISHED needs CHANGEDSINCE", position);
        }
    }

    public async ValueTask<MessageSelection> ApplyAsync(
        CommandOption option, FetchRequest fetch, MessageSelection selection, ImapSession session, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;

        // "*" is every UID that ever was: the last one that is left says nothing of those that went behind it.
        UidSet asked = fetch.Messages.IsSavedResult ? view.Saved : fetch.Messages.ResolveUids(new Uid(uint.MaxValue));
        UidSet vanished = await EarlierVanished.SinceAsync(view, Since(fetch.Modifiers)!.ModSeq, asked, cancellationToken);
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            await EarlierVanished.WriteAsync(session.Output, vanished, cancellationToken);
        }
        finally
        {
            session.Output.Leave();
        }

        return selection;
    }

    private static ChangedSince? Since(ValueList<CommandOption> modifiers) =>
        CommandOptions.Find(modifiers.Span, ChangedSince.OptionName) as ChangedSince;
}

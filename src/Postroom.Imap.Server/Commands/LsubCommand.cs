using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>LSUB (RFC 3501 §6.3.9).</summary>
internal sealed class LsubCommand : GrammarCommand<LsubArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.ReadsMailboxes;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    public override async ValueTask<CommandResult> RunAsync(LsubArguments lsub, ImapSession session, CancellationToken cancellationToken)
    {
        using var work = new LongWork(session.Server, cancellationToken);
        SortedDictionary<MailboxName, bool> matches = [];
        NamedMailboxes mailboxes = await NamedMailboxes.NowAsync(session, cancellationToken);
        if (lsub.Pattern.Length > 0)
        {
            try
            {
                matches = await MatchAsync(MailboxPattern.Create(lsub.Reference, lsub.Pattern), session.Account!, work);
            }
            catch (OperationCanceledException) when (work.IsOverLimit)
            {
                return Refusals.TookTooLong;
            }
        }

        await session.Output.EnterAsync(cancellationToken);
        try
        {
            if (lsub.Pattern.Length == 0)
            {
                session.Append(new ListResponse([MailboxAttribute.NoSelect], MailboxName.Separator, "", IsLsub: true));
            }

            foreach ((MailboxName name, bool isSubscribed) in matches)
            {
                await work.SpendOnAnswerAsync(ListCommand.UnitsOf(name));
                Write(session, mailboxes, name, isSubscribed);
                await session.Output.FlushIfLargeAsync(cancellationToken);
            }
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("LSUB completed");
    }

    // "A special situation occurs when using LSUB with the % wildcard": foo/bar subscribed, foo not: LSUB "" % shows foo with \Noselect.
    private static async ValueTask<SortedDictionary<MailboxName, bool>> MatchAsync(MailboxPattern pattern, MailAccount account, LongWork work)
    {
        var matches = new SortedDictionary<MailboxName, bool>();
        HashSet<MailboxName> parents = [];
        foreach (MailboxName subscribed in account.Subscriptions)
        {
            await work.SpendAsync(ListCommand.UnitsOf(subscribed));
            if (pattern.Matches(subscribed))
            {
                matches[subscribed] = true;
                continue;
            }

            // Those of a parent that was seen were seen with it.
            for (MailboxName? parent = pattern.HasPercent ? subscribed.Parent : null; parent is not null && parents.Add(parent); parent = parent.Parent)
            {
                await work.SpendAsync(ListCommand.UnitsOf(parent));
                if (pattern.Matches(parent))
                {
                    matches.TryAdd(parent, false);
                }
            }
        }

        return matches;
    }

    private static void Write(ImapSession session, NamedMailboxes mailboxes, MailboxName name, bool isSubscribed)
    {
        MailboxAttribute[] attributes = isSubscribed
            ? session.Protocol.AttributesOf(mailboxes.Describe(name, isSubscribed: true))
            : [MailboxAttribute.NoSelect];
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        ListResponse.Write(ref writer, attributes, name, isLsub: true);
        writer.WriteCrLf();
    }
}

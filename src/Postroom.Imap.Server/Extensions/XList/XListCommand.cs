namespace Postroom.Imap.Server;

/// <summary>XLIST: reference and pattern as LIST has them, and the uses by their older names.</summary>
internal sealed class XListCommand : GrammarCommand<LsubArguments>
{
    private static readonly MailboxAttribute Inbox = MailboxAttribute.Parse("\\Inbox");

    private static readonly Dictionary<MailboxAttribute, MailboxAttribute> OlderNames = new()
    {
        [MailboxAttribute.All] = MailboxAttribute.Parse("\\AllMail"),
        [MailboxAttribute.Junk] = MailboxAttribute.Parse("\\Spam"),
        [MailboxAttribute.Flagged] = MailboxAttribute.Parse("\\Starred"),
    };

    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.ReadsMailboxes;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    public override async ValueTask<CommandResult> RunAsync(LsubArguments xlist, ImapSession session, CancellationToken cancellationToken)
    {
        using var work = new LongWork(session.Server, cancellationToken);
        var list = new ListRequest(new ListArguments(xlist.Reference, ValueList.From([xlist.Pattern])), [], []);
        List<ListedMailbox> matches;
        try
        {
            matches = await new ListMatching(list, await NamedMailboxes.NowAsync(session, cancellationToken), session.Account!.Subscriptions, work).RunAsync();
        }
        catch (OperationCanceledException) when (work.IsOverLimit)
        {
            return Refusals.TookTooLong;
        }

        await session.Output.EnterAsync(cancellationToken);
        try
        {
            foreach (ListedMailbox match in matches)
            {
                await work.SpendOnAnswerAsync(ListCommand.UnitsOf(match.Name));
                Write(session, match);
                await session.Output.FlushIfLargeAsync(cancellationToken);
            }
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("XLIST completed");
    }

    private static void Write(ImapSession session, ListedMailbox listed)
    {
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        writer.WriteRaw("* XLIST ("u8);
        bool isFirst = true;
        foreach (MailboxAttribute attribute in Attributes(session, listed))
        {
            writer.WriteRaw(isFirst ? ""u8 : " "u8);
            writer.WriteAscii(attribute.Name);
            isFirst = false;
        }

        writer.WriteRaw(") \"/\" "u8);
        writer.WriteMailbox(listed.Name);
        writer.WriteCrLf();
    }

    private static IEnumerable<MailboxAttribute> Attributes(ImapSession session, ListedMailbox listed)
    {
        IEnumerable<MailboxAttribute> attributes = session.Protocol.AttributesOf(listed).Select(static attribute => OlderNames.GetValueOrDefault(attribute, attribute));
        return listed.Name.IsInbox ? attributes.Prepend(Inbox) : attributes;
    }
}

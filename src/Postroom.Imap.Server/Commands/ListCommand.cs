using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>LIST (RFC 3501 §6.3.8), with the selection and return options that extensions took (RFC 5258 §3).</summary>
internal sealed class ListCommand : GrammarCommand<ListArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.ReadsMailboxes;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    protected override ListArguments Read(ref ImapReader reader, CommandInput input)
    {
        ListArguments arguments = ListArguments.Read(ref reader);
        ImapRegistry registry = input.Session.Protocol.Registry;
        if (!registry.ExtendedList && (arguments is { HasPatternList: true } or { SelectionOptions.Count: 0 } or { ReturnOptions.Count: 0 }))
        {
            throw new ImapSyntaxException("Expected a LIST without extensions", reader.Position); // nobody announced LIST-EXTENDED
        }

        CommandOptions.Demand(arguments.SelectionOptions ?? default, registry.ListSelections.Keys, "LIST selection option", reader.Position);
        CommandOptions.Demand(arguments.ReturnOptions ?? default, registry.ListReturns, "LIST return option", reader.Position);
        return arguments;
    }

    public override async ValueTask<CommandResult> RunAsync(ListArguments list, ImapSession session, CancellationToken cancellationToken)
    {
        using var work = new LongWork(session.Server, cancellationToken);
        MailboxList mailboxes = session.Account!.Mailboxes;
        List<(MailboxName, MailboxInfo?)> matches = [];
        bool asksForRoot = list is { IsExtended: false, Patterns: [""] };
        if (!asksForRoot)
        {
            try
            {
                MailboxPattern[] patterns = [.. list.Patterns.Select(pattern => MailboxPattern.Create(list.Reference, pattern))];
                matches = await new ListMatching(patterns, mailboxes, work).RunAsync();
            }
            catch (OperationCanceledException) when (work.IsOverLimit)
            {
                return Refusals.TookTooLong;
            }
        }

        await session.Output.EnterAsync(cancellationToken);
        try
        {
            if (asksForRoot)
            {
                session.Append(new ListResponse([MailboxAttribute.NoSelect], MailboxName.Separator, "")); // the separator and the root
            }

            foreach ((MailboxName name, MailboxInfo? mailbox) in matches)
            {
                await work.SpendOnAnswerAsync(UnitsOf(name));
                Write(session, new(name, mailbox, mailboxes.HasChildren(name), session.Account.Subscriptions.Contains(name)), list);
                await session.Output.FlushIfLargeAsync(cancellationToken);
            }
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("LIST completed");
    }

    /// <summary>What looking at a name or printing it costs: a part of its own, and one of its length.</summary>
    internal static int UnitsOf(MailboxName name) => 256 + (4 * name.Value.Length);

    private static void Write(ImapSession session, ListedMailbox listed, ListArguments list)
    {
        if (!session.Protocol.IsSelectedBy(list.SelectionOptions ?? default, listed))
        {
            return;
        }

        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        ListResponse.Write(ref writer, session.Protocol.AttributesOf(listed), listed.Name);
        writer.WriteCrLf();
    }
}

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
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            if (list is { IsExtended: false, Patterns: [""] })
            {
                session.Append(new ListResponse([MailboxAttribute.NoSelect], MailboxName.Separator, "")); // the separator and the root
                return CommandResult.Ok("LIST completed");
            }

            MailboxPattern[] patterns = [.. list.Patterns.Select(pattern => MailboxPattern.Create(list.Reference, pattern))];
            foreach ((MailboxName name, MailboxInfo? mailbox) in Matches(patterns, session.Account!.Mailboxes))
            {
                Write(session, name, mailbox, list);
                await session.Output.FlushIfLargeAsync(cancellationToken);
            }
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("LIST completed");
    }

    // A parent that was never made is shown too, as a name that cannot be selected (RFC 3501 §6.3.8, INVARIANTS 14).
    private static IEnumerable<(MailboxName Name, MailboxInfo? Mailbox)> Matches(MailboxPattern[] patterns, MailboxList mailboxes)
    {
        HashSet<MailboxName> shown = [];
        foreach (MailboxInfo mailbox in mailboxes)
        {
            Stack<MailboxName> missing = [];
            for (MailboxName? parent = mailbox.Name.Parent; parent is not null; parent = parent.Parent)
            {
                if (mailboxes.Find(parent) is null && Array.Exists(patterns, pattern => pattern.Matches(parent)) && shown.Add(parent))
                {
                    missing.Push(parent);
                }
            }

            while (missing.TryPop(out MailboxName? parent))
            {
                yield return (parent, null);
            }

            if (Array.Exists(patterns, pattern => pattern.Matches(mailbox.Name)))
            {
                yield return (mailbox.Name, mailbox);
            }
        }
    }

    private static void Write(ImapSession session, MailboxName name, MailboxInfo? mailbox, ListArguments list)
    {
        MailAccount account = session.Account!;
        var listed = new ListedMailbox(name, mailbox, account.Mailboxes.HasChildren(name), account.Subscriptions.Contains(name));
        if (!session.Protocol.IsSelectedBy(list.SelectionOptions ?? default, listed))
        {
            return;
        }

        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        ListResponse.Write(ref writer, session.Protocol.AttributesOf(listed), name);
        writer.WriteCrLf();
    }
}

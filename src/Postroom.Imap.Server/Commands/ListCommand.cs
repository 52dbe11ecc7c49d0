namespace Postroom.Imap.Server;

/// <summary>LIST (RFC 3501 §6.3.8), with the selection and return options that extensions took (RFC 5258 §3).</summary>
internal sealed class ListCommand : ImapCommand<ListRequest>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.ReadsMailboxes;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    protected override ListRequest Read(ref ImapReader reader, CommandInput input)
    {
        ListArguments arguments = ListArguments.Read(ref reader);
        ImapRegistry registry = input.Session.Protocol.Registry;
        if (!registry.ExtendedList && (arguments is { HasPatternList: true } or { SelectionOptions.Count: 0 } or { ReturnOptions.Count: 0 }))
        {
            throw new ImapSyntaxException("Expected a LIST without extensions", reader.Position); // nobody announced LIST-EXTENDED
        }

        ValueList<CommandOption> selections = arguments.SelectionOptions ?? default, returns = arguments.ReturnOptions ?? default;
        CommandOptions.Demand(selections, registry.ListSelections.Keys, "LIST selection option", reader.Position);
        CommandOptions.Demand(returns, registry.ListReturns.Keys, "LIST return option", reader.Position);
        var request = new ListRequest(
            arguments,
            [.. CommandOptions.Distinct(selections).Select(option => (option, registry.ListSelections[option.Name]))],
            [.. CommandOptions.Distinct(returns).Select(option => (option, registry.ListReturns[option.Name]))])
        {
            TellsNonExistent = arguments.IsExtended || input.Session.IsRev2,
        };
        foreach ((CommandOption option, IListReturn part) in request.Returns)
        {
            part.Demand(option, input, reader.Position);
        }

        return request;
    }

    public override async ValueTask<CommandResult> RunAsync(ListRequest list, ImapSession session, CancellationToken cancellationToken)
    {
        using var work = new LongWork(session.Server, cancellationToken);
        List<ListedMailbox> matches = [];
        bool asksForRoot = list is { IsExtended: false, Arguments.Patterns: [""] };
        if (!asksForRoot)
        {
            try
            {
                matches = await new ListMatching(list, await NamedMailboxes.NowAsync(session, cancellationToken), session.Account!.Subscriptions, work).RunAsync();
            }
            catch (OperationCanceledException) when (work.IsOverLimit)
            {
                return Refusals.TookTooLong;
            }
        }

        foreach ((CommandOption option, IListReturn part) in list.Returns)
        {
            await part.BeforeAsync(option, session, cancellationToken);
        }

        await session.Output.EnterAsync(cancellationToken);
        try
        {
            if (asksForRoot)
            {
                session.Append(new ListResponse([MailboxAttribute.NoSelect], MailboxName.Separator, "")); // the separator and the root
            }

            foreach (ListedMailbox match in matches)
            {
                await work.SpendOnAnswerAsync(UnitsOf(match.Name));
                Write(session, match, list);
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

    private static void Write(ImapSession session, ListedMailbox listed, ListRequest list)
    {
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        ListResponse.Write(ref writer, session.Protocol.AttributesOf(listed), listed.Name);
        if (listed.HasSelectedBelow)
        {
            WriteChildInfo(ref writer, list);
        }

        writer.WriteCrLf();
        if (!list.Selects(listed))
        {
            return; // shown for what is below it only: no STATUS (RFC 5819 §3)
        }

        foreach ((CommandOption option, IListReturn part) in list.Returns)
        {
            part.WriteBehind(option, listed, session);
        }
    }

    // CHILDINFO names the options that something below satisfies (RFC 5258 §3.5); REMOTE restricts nothing and is none of them.
    private static void WriteChildInfo(ref ImapWriter writer, ListRequest list)
    {
        writer.WriteRaw(" (\"CHILDINFO\" ("u8);
        bool isFirst = true;
        foreach ((CommandOption option, _) in list.Selections)
        {
            if (option.Name is not (ListRequest.Recursive or "REMOTE"))
            {
                writer.WriteRaw(isFirst ? "\""u8 : " \""u8);
                writer.WriteAscii(option.Name);
                writer.WriteRaw("\""u8);
                isFirst = false;
            }
        }

        writer.WriteRaw("))"u8);
    }
}

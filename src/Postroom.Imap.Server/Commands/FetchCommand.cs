namespace Postroom.Imap.Server;

/// <summary>FETCH and UID FETCH (RFC 3501 §6.4.5). What each item prints is the items' own matter; see <see cref="IFetchItem"/>.</summary>
internal sealed class FetchCommand : ImapCommand<FetchRequest>
{
    private const int FewMessages = 64; // some microseconds' work, if it is all in memory
    private const int FewToRead = 8; // of 128 KiB, or with rows of a megabyte, they are some milliseconds' work
    private const int FewItems = 8; // nothing keeps a client from naming FLAGS hundreds of times

    // WritesMessages only where reading sets \Seen: see TraitsOf.
    public override CommandTraits Traits =>
        CommandTraits.Selected | CommandTraits.ReadsMessages | CommandTraits.UsesSequenceNumbers | CommandTraits.ForbidsExpunge;

    public override bool HasUidForm => true;

    protected override FetchRequest Read(ref ImapReader reader, CommandInput input)
    {
        ImapProtocol protocol = input.Session.Protocol;
        FetchArguments fetch = FetchArguments.Read(ref reader);
        OrderedDictionary<string, IFetchModifier> modifiers = protocol.Registry.FetchModifiers;
        CommandOptions.DemandOnce(fetch.Modifiers, modifiers.Keys, "FETCH modifier", reader.Position);
        List<IFetchItem> items = [];
        foreach (FetchItem item in fetch.Items)
        {
            items.Add(protocol.MakeFetchItem(item) ?? throw new ImapSyntaxException("Unknown FETCH item", reader.Position));
        }

        if (input is { IsUid: true, Session.IsUidOnly: false } && !items.Exists(static item => item is UidItem))
        {
            items.Insert(0, new UidItem());
        }

        foreach (CommandOption option in fetch.Modifiers)
        {
            IFetchModifier modifier = modifiers[option.Name];
            modifier.Demand(option, fetch, input, reader.Position);
            if (modifier.Adds is { } added && !items.Exists(item => item.GetType() == added.GetType()))
            {
                items.Add(added);
            }
        }

        return new(fetch.Messages, input.IsUid, items, fetch.Modifiers);
    }

    protected override CommandTraits TraitsOf(FetchRequest fetch)
    {
        CommandTraits traits = fetch.IsUid ? Traits & ~(CommandTraits.UsesSequenceNumbers | CommandTraits.ForbidsExpunge) : Traits;
        bool fromMemory = fetch.Items.All(static item => item is { Needs: FetchNeeds.None, SetsSeen: false });
        if (fetch.Items.Count <= FewItems && fetch.Modifiers.IsEmpty && fetch.Messages.NamesAtMost(fromMemory ? FewMessages : FewToRead))
        {
            traits |= CommandTraits.Quick;
        }

        return fetch.Items.Any(static item => item.SetsSeen) ? traits | CommandTraits.WritesMessages : traits;
    }

    public override async ValueTask<CommandResult> RunAsync(FetchRequest fetch, ImapSession session, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        // Before the first await: a sequence number means what it meant in the view the client had when it sent it.
        if (view.Resolve(fetch.Messages, fetch.IsUid) is not { } selection)
        {
            return Refusals.NoSuchNumber;
        }

        long limit = session.Protocol.MessageLimit;
        if (CommandOptions.Find(fetch.Modifiers.Span, PartialOption.OptionName) is PartialOption page && page.Extent > limit)
        {
            return CommandResult.No("PARTIAL asks for more messages than a command may", new MessageLimitCode((uint)limit)); // RFC 9738 §3.1
        }

        if (fetch.Items.Any(static item => item.EnablesCondStore))
        {
            await session.BecomeCondStoreAwareAsync(cancellationToken);
        }

        foreach ((string name, IFetchModifier modifier) in session.Protocol.Registry.FetchModifiers)
        {
            if (CommandOptions.Find(fetch.Modifiers.Span, name) is { } option)
            {
                selection = await modifier.ApplyAsync(option, fetch, selection, session, cancellationToken);
            }
        }

        if (selection.IsEmpty)
        {
            return CommandResult.Ok("FETCH completed");
        }

        (selection, MessageLimitCode? limited) = selection.Take(limit);
        using var run = new FetchRun(session, view, selection, fetch.Items) { IsLastFirst = limited is not null };
        return await run.RunAsync(cancellationToken) with { Limited = limited };
    }
}

namespace Postroom.Imap.Server;

/// <summary>NOTIFY (RFC 5465 §3.1).</summary>
internal sealed class NotifyCommand : ImapCommand<NotifyRequest>
{
    private const int MostOctets = 16 << 10; // the session keeps what the command says for as long as it lives

    private static readonly CommandResult TooComplex = CommandResult.No("That is too much to watch", ResponseCode.NotificationOverflow);

    private static readonly CommandResult Unsupported = CommandResult.No("Not all of these events are told here", new BadEventCode(NotifyTerms.Supported));

    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.Alone;

    protected override NotifyRequest Read(ref ImapReader reader, CommandInput input)
    {
        NotifyArguments notify = NotifyArguments.Read(ref reader);
        bool enablesCondStore = false;
        foreach (EventGroup group in notify.Groups)
        {
            foreach (NotifyEvent one in group.Events)
            {
                foreach (FetchItem item in one.Items)
                {
                    IFetchItem known = input.Session.Protocol.MakeFetchItem(item) ?? throw new ImapSyntaxException("Unknown FETCH item", reader.Position);
                    enablesCondStore |= known.EnablesCondStore;
                }
            }
        }

        return new(notify, enablesCondStore, reader.Position);
    }

    public override async ValueTask<CommandResult> RunAsync(NotifyRequest request, ImapSession session, CancellationToken cancellationToken)
    {
        NotifyArguments notify = request.Arguments;
        if (notify.Groups.Any(static group => group.Events.Any(static one => !NotifyTerms.Supported.Contains(one.Name))))
        {
            return Unsupported;
        }

        if (request.Octets > MostOctets)
        {
            return TooComplex;
        }

        if (request.EnablesCondStore)
        {
            await session.BecomeCondStoreAwareAsync(cancellationToken);
        }

        NotifyTerms terms = notify.Groups.IsEmpty ? NotifyTerms.Nothing : new NotifyTerms(notify.Groups);
        return await session.TryNotifyAsync(terms, notify.TellsStatus, cancellationToken) ? CommandResult.Ok("NOTIFY completed") : TooComplex;
    }
}

/// <summary>What NOTIFY asks for.</summary>
/// <param name="Arguments">As the grammar has them.</param>
/// <param name="EnablesCondStore">A FETCH item among them shows that the client is aware of CONDSTORE (RFC 7162 §3.1).</param>
/// <param name="Octets">How long the command is.</param>
internal sealed record NotifyRequest(NotifyArguments Arguments, bool EnablesCondStore, int Octets);

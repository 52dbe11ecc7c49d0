namespace Postroom.Imap.Server;

/// <summary>NAMESPACE (RFC 2342 §5): everything is personal, and to whom something is shared there are other users'. Their prefix is reserved (INVARIANTS 14).</summary>
internal sealed class NamespaceCommand : GrammarCommand<NoArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn;

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        ValueList<NamespaceDescription> others =
            session.Server.OtherUsers is { } names && session.Server.Store.SharedWith(session.Account!.Actor).Count > 0 ? [new(names.Prefix, MailboxName.Separator)] : default;
        ValueList<NamespaceDescription> own = session.IsAnonymous ? default : [new("", MailboxName.Separator)];
        await session.SendAsync(new NamespaceResponse(own, others, default), cancellationToken);
        return CommandResult.Ok("NAMESPACE completed");
    }
}

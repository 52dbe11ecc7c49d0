namespace Postroom.Imap.Server;

/// <summary>NAMESPACE (RFC 2342 §5): everything is personal, until mailboxes are shared; their prefixes are reserved (INVARIANTS 14).</summary>
internal sealed class NamespaceCommand : GrammarCommand<NoArguments>
{
    private static readonly NamespaceResponse Namespaces = new([new("", MailboxName.Separator)], default, default);

    public override CommandTraits Traits => CommandTraits.LoggedIn;

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        await session.SendAsync(Namespaces, cancellationToken);
        return CommandResult.Ok("NAMESPACE completed");
    }
}

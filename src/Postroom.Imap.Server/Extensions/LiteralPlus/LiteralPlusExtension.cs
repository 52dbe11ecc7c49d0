namespace Postroom.Imap.Server;

/// <summary>LITERAL+ or LITERAL-, by option, never both: literals without waiting for "+" (RFC 7888, INVARIANTS 21).</summary>
internal sealed class LiteralPlusExtension : IImapExtension
{
    public string Name => "LITERAL+";

    public void Register(ImapRegistry imap)
    {
        imap.Capability(imap.Options.LiteralPlus ? "LITERAL+" : "LITERAL-");
        imap.AllowLiterals(imap.Options.LiteralPlus ? NonSynchronizingLiterals.Any : NonSynchronizingLiterals.Short);
    }
}

namespace Postroom.Imap.Server;

/// <summary>IDLE: what happens in the mailbox is told when it happens (RFC 2177).</summary>
internal sealed class IdleExtension : IImapExtension
{
    public string Name => "IDLE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("IDLE");
        imap.Command("IDLE", new IdleCommand());
    }
}

namespace Postroom.Imap.Server;

/// <summary>NOTIFY: what happens in any mailbox is told when it happens, between commands too (RFC 5465).</summary>
internal sealed class NotifyExtension : IImapExtension
{
    public string Name => "NOTIFY";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("NOTIFY");
        imap.Command("NOTIFY", new NotifyCommand());
    }
}

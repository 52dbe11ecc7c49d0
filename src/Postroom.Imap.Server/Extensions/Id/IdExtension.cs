namespace Postroom.Imap.Server;

/// <summary>ID: who is at the other end (RFC 2971).</summary>
internal sealed class IdExtension : IImapExtension
{
    public string Name => "ID";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("ID");
        imap.Command("ID", new IdCommand());
    }
}

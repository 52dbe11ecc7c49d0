namespace Postroom.Imap.Server;

/// <summary>STATUS=SIZE: how many octets all messages of a mailbox have together (RFC 8438), kept with its row.</summary>
internal sealed class StatusSizeExtension : IImapExtension
{
    public string Name => "STATUS=SIZE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("STATUS=SIZE");
        imap.StatusItem("SIZE", static status => status.Mailbox.Size);
    }
}

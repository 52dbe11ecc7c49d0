namespace Postroom.Imap.Server;

/// <summary>UIDBATCHES: the mailbox in batches of so many messages, for a client that has no numbers to count by (RFC 10022).</summary>
internal sealed class UidBatchesExtension : IImapExtension
{
    public string Name => "UIDBATCHES";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("UIDBATCHES");
        imap.Command("UIDBATCHES", new UidBatchesCommand());
    }
}

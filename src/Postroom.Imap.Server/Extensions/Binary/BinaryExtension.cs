namespace Postroom.Imap.Server;

/// <summary>BINARY: parts without their transfer encoding, and APPEND of what holds NUL (RFC 3516). Every mailbox stores any octet.</summary>
internal sealed class BinaryExtension : IImapExtension
{
    public string Name => "BINARY";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("BINARY");
        imap.AllowBinaryLiterals();
        imap.FetchItemOf<BinaryItem>(static item => new BinaryFetchItem(item));
        imap.FetchItemOf<BinarySizeItem>(static item => new BinarySizeFetchItem(item));
    }
}

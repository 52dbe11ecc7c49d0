namespace Postroom.Imap.Server;

/// <summary>PREVIEW: the beginning of what a message says, for lists of messages (RFC 8970).</summary>
internal sealed class PreviewExtension : IImapExtension
{
    public string Name => "PREVIEW";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("PREVIEW");
        imap.Syntax(static grammar => grammar.FetchItem("PREVIEW", PreviewItem.Read));
        imap.FetchItemOf<PreviewItem>(static item => new PreviewFetchItem(item.IsLazy));
    }
}

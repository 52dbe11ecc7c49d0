namespace Postroom.Imap.Server;

/// <summary>NAMESPACE: where names begin (RFC 2342).</summary>
internal sealed class NamespaceExtension : IImapExtension
{
    public string Name => "NAMESPACE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("NAMESPACE");
        imap.Command("NAMESPACE", new NamespaceCommand());
    }
}

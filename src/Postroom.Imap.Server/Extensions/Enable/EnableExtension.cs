namespace Postroom.Imap.Server;

/// <summary>ENABLE: the client says which extensions it knows, where that changes what it is sent (RFC 5161).</summary>
internal sealed class EnableExtension : IImapExtension
{
    public string Name => "ENABLE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("ENABLE");
        imap.Command("ENABLE", new EnableCommand());
    }
}

namespace Postroom.Imap.Server;

/// <summary>MULTIAPPEND: one APPEND brings several messages, all of them or none (RFC 3502).</summary>
internal sealed class MultiAppendExtension : IImapExtension
{
    public string Name => "MULTIAPPEND";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("MULTIAPPEND");
        imap.AllowSeveralMessages();
    }
}

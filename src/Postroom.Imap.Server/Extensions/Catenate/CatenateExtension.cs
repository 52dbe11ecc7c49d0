namespace Postroom.Imap.Server;

/// <summary>CATENATE: APPEND puts a message together from octets that come with it and others that are here (RFC 4469).</summary>
internal sealed class CatenateExtension : IImapExtension
{
    public string Name => "CATENATE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("CATENATE");
        imap.Syntax(static grammar => grammar.AppendData(CatenateData.DataName, CatenateData.Read));
    }
}

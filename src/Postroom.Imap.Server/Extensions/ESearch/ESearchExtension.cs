namespace Postroom.Imap.Server;

/// <summary>ESEARCH: SEARCH RETURN (MIN MAX ALL COUNT), answered by one short line (RFC 4731).</summary>
internal sealed class ESearchExtension : IImapExtension
{
    public string Name => "ESEARCH";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("ESEARCH");
        imap.SearchReturn("ALL", new AllReturn());
        imap.SearchReturn("COUNT", new CountReturn());
        imap.SearchReturn("MIN", new EndReturn(isMax: false));
        imap.SearchReturn("MAX", new EndReturn(isMax: true));
    }
}

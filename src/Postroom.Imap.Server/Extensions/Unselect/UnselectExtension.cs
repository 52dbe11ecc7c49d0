namespace Postroom.Imap.Server;

/// <summary>UNSELECT: CLOSE that expunges nothing (RFC 3691).</summary>
internal sealed class UnselectExtension : IImapExtension
{
    public string Name => "UNSELECT";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("UNSELECT");
        imap.Command("UNSELECT", new CloseCommand("UNSELECT", expunges: false));
    }
}

namespace Postroom.Imap.Server;

/// <summary>INPROGRESS: a command that takes longer than some seconds says that it is being worked on, a SEARCH how far it is (RFC 9585).</summary>
internal sealed class InProgressExtension : IImapExtension
{
    public string Name => "INPROGRESS";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("INPROGRESS");
        imap.TellProgress();
    }
}

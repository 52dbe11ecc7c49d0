namespace Postroom.Imap.Server;

/// <summary>MOVE: COPY, STORE \Deleted and EXPUNGE as one (RFC 6851).</summary>
internal sealed class MoveExtension : IImapExtension
{
    public string Name => "MOVE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("MOVE");
        imap.Command("MOVE", new MoveCommand());
    }
}

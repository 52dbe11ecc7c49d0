namespace Postroom.Imap.Server;

/// <summary>REPLACE: a new message in place of an old one, both or neither (RFC 8508).</summary>
internal sealed class ReplaceExtension : IImapExtension
{
    public string Name => "REPLACE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("REPLACE");
        imap.Command("REPLACE", new ReplaceCommand(isUid: false)); // first: UID REPLACE is the other's
        imap.Command("REPLACE", new ReplaceCommand(isUid: true));
    }
}

namespace Postroom.Imap.Server;

/// <summary>UNAUTHENTICATE: a connection is used for one account after another (RFC 8437). Announced to who is logged in.</summary>
internal sealed class UnauthenticateExtension : IImapExtension
{
    public string Name => "UNAUTHENTICATE";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("UNAUTHENTICATE", static session => session.IsLoggedIn);
        imap.Command("UNAUTHENTICATE", new UnauthenticateCommand());
    }
}

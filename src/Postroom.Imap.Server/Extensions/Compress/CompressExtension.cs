namespace Postroom.Imap.Server;

/// <summary>COMPRESS=DEFLATE: both directions are compressed, below TLS if there is TLS (RFC 4978).</summary>
internal sealed class CompressExtension : IImapExtension
{
    public string Name => "COMPRESS=DEFLATE";

    public void Register(ImapRegistry imap)
    {
        // Who has just unauthenticated will not be compressed any more when it reads this (RFC 8437 §4.1).
        imap.Capability("COMPRESS=DEFLATE", static session => !(session.IsLoggedIn && session.Connection.IsCompressed));
        imap.Command("COMPRESS", new CompressCommand());
    }
}

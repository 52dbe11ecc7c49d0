namespace Postroom.Imap.Server;

/// <summary>SASL-IR: AUTHENTICATE may bring its first response with it (RFC 4959).</summary>
internal sealed class SaslIrExtension : IImapExtension
{
    public string Name => "SASL-IR";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("SASL-IR");
        imap.AllowInitialResponse();
    }
}

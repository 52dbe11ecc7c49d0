namespace Postroom.Imap.Server;

/// <summary>UIDONLY: after ENABLE UIDONLY no message number is taken or told (RFC 9586). How messages are told then is the view's matter.</summary>
internal sealed class UidOnlyExtension : IImapExtension
{
    public string Name => "UIDONLY";

    public IReadOnlyList<string> Needs => ["ENABLE"];

    public void Register(ImapRegistry imap)
    {
        imap.Capability("UIDONLY");
        imap.Enable("UIDONLY", static (session, _) =>
        {
            session.IsUidOnly = true;
            return ValueTask.CompletedTask;
        });
    }
}

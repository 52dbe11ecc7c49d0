namespace Postroom.Imap.Server;

/// <summary>IMAP4rev2 beside IMAP4rev1 (RFC 9051): after ENABLE IMAP4rev2 a session is answered as it says, before that as RFC 3501 does (§7.2.2).</summary>
/// <remarks>Most of it are extensions of their own that it took in (appendix E); what else differs asks <see cref="ImapSession.IsRev2"/>.</remarks>
internal sealed class Imap4Rev2Extension : IImapExtension
{
    public string Name => "IMAP4rev2";

    // Appendix E, 2 and 3.
    public IReadOnlyList<string> Needs =>
    [
        "ENABLE", "NAMESPACE", "UNSELECT", "UIDPLUS", "ESEARCH", "SEARCHRES", "IDLE", "SASL-IR", "LIST-EXTENDED", "LIST-STATUS", "MOVE",
        "LITERAL+", "BINARY", "STATUS=SIZE",
    ];

    public void Register(ImapRegistry imap)
    {
        imap.Capability("IMAP4rev2");
        imap.StatusItem("DELETED", static status => status.Mailbox.Deleted);
        imap.Enable("IMAP4rev2", static (session, _) =>
        {
            session.BecomeRev2();
            return ValueTask.CompletedTask;
        });
    }
}

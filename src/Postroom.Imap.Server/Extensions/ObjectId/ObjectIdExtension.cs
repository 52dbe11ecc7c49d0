namespace Postroom.Imap.Server;

/// <summary>OBJECTID: what a mailbox, a message and its thread are called wherever they go (RFC 8474).</summary>
internal sealed class ObjectIdExtension : IImapExtension
{
    public string Name => "OBJECTID";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("OBJECTID");
        imap.CreatedCode(static created => new MailboxIdCode(new(created.Mailbox.ToString())));
        imap.SelectCode(static (_, selected) => new MailboxIdCode(new(selected.Mailbox.Id.ToString())));
        imap.StatusItem("MAILBOXID", static (StatusFacts status, ref ImapWriter writer) =>
        {
            writer.WriteRaw("("u8);
            writer.WriteAscii(status.Mailbox.Id.ToString());
            writer.WriteRaw(")"u8);
        });
        imap.FetchItem<EmailIdItem>("EMAILID");
        imap.FetchItem<ThreadIdItem>("THREADID");
        imap.Syntax(static grammar => grammar
            .SearchKey("EMAILID", static (ref ImapReader reader) => SearchObjectId.Read(ref reader, isThread: false))
            .SearchKey("THREADID", static (ref ImapReader reader) => SearchObjectId.Read(ref reader, isThread: true)));
    }
}

namespace Postroom.Imap.Server;

/// <summary>LIST-STATUS: LIST RETURN (STATUS (...)) tells the counts of every mailbox it shows (RFC 5819).</summary>
internal sealed class ListStatusExtension : IImapExtension
{
    public string Name => "LIST-STATUS";

    public IReadOnlyList<string> Needs => ["LIST-EXTENDED"];

    public void Register(ImapRegistry imap)
    {
        imap.Capability("LIST-STATUS");
        imap.ListReturn("STATUS", new StatusReturn());
    }

    private sealed class StatusReturn : IListReturn
    {
        public void Demand(CommandOption option, CommandInput input, int position) =>
            StatusLine.Demand(((StatusOption)option).Items, input.Session, position);

        public ValueTask BeforeAsync(CommandOption option, ImapSession session, CancellationToken cancellationToken) =>
            StatusLine.NoteAsync(((StatusOption)option).Items, session, cancellationToken);

        public void WriteBehind(CommandOption option, ListedMailbox listed, ImapSession session)
        {
            if (listed is { MayRead: true, Mailbox: { IsSelectable: true } mailbox })
            {
                StatusLine.Write(session, mailbox, ((StatusOption)option).Items);
            }
        }
    }
}

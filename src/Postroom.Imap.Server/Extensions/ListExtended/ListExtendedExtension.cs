namespace Postroom.Imap.Server;

/// <summary>LIST-EXTENDED: which names LIST selects, and what it returns of them (RFC 5258).</summary>
internal sealed class ListExtendedExtension : IImapExtension
{
    public string Name => "LIST-EXTENDED";

    public IReadOnlyList<string> Needs => ["CHILDREN"];

    public void Register(ImapRegistry imap)
    {
        imap.Capability("LIST-EXTENDED");
        imap.AllowExtendedList();
        imap.ListSelection(ListRequest.Subscribed, static listed => listed.IsSubscribed);
        imap.ListSelection(ListRequest.Recursive, static _ => true); // it widens what is shown: ListMatching
        imap.ListSelection("REMOTE", static _ => true); // it would add mailboxes on other servers, and there are none (RFC 5258 §3.1)
        imap.ListReturn(ListRequest.Subscribed);
        imap.ListReturn("CHILDREN"); // told in any case (CHILDREN, RFC 3348)
        imap.ListAttribute(static (listed, attributes) =>
        {
            // "the SUBSCRIBED selection option implies the SUBSCRIBED return option" (RFC 5258 §3.1)
            if (listed is { IsSubscribed: true, Request: { } list } && (list.SelectsSubscribed || list.Asks(ListRequest.Subscribed)))
            {
                attributes.Add(MailboxAttribute.Subscribed);
            }
        });
    }
}

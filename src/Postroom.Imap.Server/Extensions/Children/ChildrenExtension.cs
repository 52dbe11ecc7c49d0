namespace Postroom.Imap.Server;

/// <summary>CHILDREN: LIST says of each name whether others lie below it (RFC 3348).</summary>
internal sealed class ChildrenExtension : IImapExtension
{
    public string Name => "CHILDREN";

    public void Register(ImapRegistry imap)
    {
        imap.Capability("CHILDREN");
        imap.ListAttribute(static (listed, attributes) =>
            attributes.Add(listed.HasChildren ? MailboxAttribute.HasChildren : MailboxAttribute.HasNoChildren));
    }
}

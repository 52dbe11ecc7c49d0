using System.Runtime.InteropServices;

namespace Postroom.Imap.Server;

/// <summary>LIST as news (RFC 5465 §5.4, §5.5): with all attributes as they are now, \NonExistent and \Subscribed among them.</summary>
internal static class MailboxListing
{
    /// <summary>Writes it. The caller has the output's turn.</summary>
    internal static void Write(ImapSession session, NameLine line, AccountMoment now)
    {
        List<MailboxAttribute> attributes = line.IsGone ? [MailboxAttribute.NonExistent] : AttributesOf(line.Name, session.Protocol, now);
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        ListResponse.Write(ref writer, CollectionsMarshal.AsSpan(attributes), line.Name);
        if (line.OldName is { } old)
        {
            writer.WriteRaw(" (\"OLDNAME\" ("u8);
            writer.WriteMailboxText(old.Value, alwaysString: true);
            writer.WriteRaw("))"u8);
        }

        writer.WriteCrLf();
    }

    private static List<MailboxAttribute> AttributesOf(MailboxName name, ImapProtocol protocol, AccountMoment now)
    {
        bool isSubscribed = now.Subscriptions.Contains(name);
        var listed = new ListedMailbox(name, now.Mailboxes.Find(name), now.Mailboxes.HasChildren(name), isSubscribed);
        List<MailboxAttribute> attributes = [];
        foreach (MailboxAttribute attribute in protocol.AttributesOf(listed))
        {
            attributes.Add(attribute == MailboxAttribute.NoSelect ? MailboxAttribute.NonExistent : attribute); // which implies it
        }

        if (isSubscribed)
        {
            attributes.Add(MailboxAttribute.Subscribed);
        }

        return attributes;
    }
}

using System.Runtime.InteropServices;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>LIST as news (RFC 5465 §5.4, §5.5, §5.9): with all attributes as they are now, \NonExistent, \NoAccess and \Subscribed among them.</summary>
internal static class MailboxListing
{
    /// <summary>Writes it, unless the session has no name for it. The caller has the output's turn.</summary>
    internal static void Write(ImapSession session, NameLine line, AccountMoment now)
    {
        if (now.Account.NameOf(line.Name) is not { } name)
        {
            return;
        }

        List<MailboxAttribute> attributes = line.IsGone ? [MailboxAttribute.NonExistent] : AttributesOf(line.Name, name, session.Protocol, now);
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        ListResponse.Write(ref writer, CollectionsMarshal.AsSpan(attributes), name);
        if (line.OldName is { } before && now.Account.NameOf(before) is { } old)
        {
            writer.WriteRaw(" (\"OLDNAME\" ("u8);
            writer.WriteMailboxText(old.Value, alwaysString: true);
            writer.WriteRaw("))"u8);
        }

        writer.WriteCrLf();
    }

    private static List<MailboxAttribute> AttributesOf(MailboxName within, MailboxName name, ImapProtocol protocol, AccountMoment now)
    {
        bool isSubscribed = now.Subscriptions.Contains(name);
        MailboxInfo? mailbox = now.Mailboxes.Find(within);
        bool mayRead = mailbox is null || now.Account.MayRead(mailbox);
        MailboxInfo? shown = mailbox is null || now.Account.IsOwn ? mailbox : MailboxPlace.Named(mailbox, name);
        var listed = new ListedMailbox(name, shown, now.Mailboxes.HasChildren(within), isSubscribed) { MayRead = mayRead };
        List<MailboxAttribute> attributes = [];
        foreach (MailboxAttribute attribute in protocol.AttributesOf(listed))
        {
            attributes.Add(attribute != MailboxAttribute.NoSelect ? attribute : mayRead ? MailboxAttribute.NonExistent : MailboxAttribute.NoAccess); // which imply it
        }

        if (isSubscribed)
        {
            attributes.Add(MailboxAttribute.Subscribed);
        }

        return attributes;
    }
}

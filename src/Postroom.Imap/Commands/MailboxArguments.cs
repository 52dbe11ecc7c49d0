namespace Postroom.Imap;

/// <summary>DELETE, SUBSCRIBE and UNSUBSCRIBE: one mailbox (RFC 9051 §6.3.5, §6.3.7, §6.3.8).</summary>
/// <param name="Mailbox">Which.</param>
public sealed record MailboxArguments(MailboxName Mailbox) : IImapArguments<MailboxArguments>
{
    // delete = "DELETE" SP mailbox; subscribe and unsubscribe likewise
    /// <inheritdoc/>
    public static MailboxArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        MailboxName mailbox = reader.ReadMailbox();
        reader.ReadEnd();
        return new(mailbox);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteMailbox(Mailbox);
    }
}

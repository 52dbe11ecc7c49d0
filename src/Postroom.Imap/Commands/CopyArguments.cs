namespace Postroom.Imap;

/// <summary>COPY and MOVE, with UID too (RFC 9051 §6.4.7, §6.4.8).</summary>
/// <param name="Messages">Sequence numbers, or UIDs after UID.</param>
/// <param name="Mailbox">Where to.</param>
public sealed record CopyArguments(SequenceSet Messages, MailboxName Mailbox) : IImapArguments<CopyArguments>
{
    // copy = "COPY" SP sequence-set SP mailbox; move likewise
    /// <inheritdoc/>
    public static CopyArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        SequenceSet messages = reader.ReadSequenceSet();
        reader.ReadSpace();
        MailboxName mailbox = reader.ReadMailbox();
        reader.ReadEnd();
        return new(messages, mailbox);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteSequenceSet(Messages);
        writer.WriteSpace();
        writer.WriteMailbox(Mailbox);
    }
}

namespace Postroom.Imap;

/// <summary>REPLACE and UID REPLACE (RFC 8508 §5).</summary>
/// <param name="Message">One sequence number, or UID after UID, or "*": what is replaced.</param>
/// <param name="Mailbox">Where the new message goes.</param>
/// <param name="Replacement">The new message.</param>
public sealed record ReplaceArguments(SequenceSet Message, MailboxName Mailbox, AppendMessage Replacement) : IImapArguments<ReplaceArguments>
{
    // replace = "REPLACE" SP seq-number SP mailbox append-message
    /// <inheritdoc/>
    public static ReplaceArguments Read(ref ImapReader reader)
    {
        SequenceSet message = ReadMessage(ref reader);
        reader.ReadSpace();
        MailboxName mailbox = reader.ReadMailbox();
        AppendMessage replacement = AppendMessage.Read(ref reader);
        reader.ReadEnd();
        return new(message, mailbox, replacement);
    }

    /// <summary>Reads what stands before the message, and no further: a server can judge by it before the message is sent.</summary>
    /// <param name="reader">The arguments at least up to the first octet of the message's announcement.</param>
    public static ReplaceBeginning ReadBeginning(ref ImapReader reader) => new(ReadMessage(ref reader), AppendArguments.ReadBeginning(ref reader));

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteSequenceSet(Message);
        writer.WriteSpace();
        writer.WriteMailbox(Mailbox);
        Replacement.Write(ref writer);
    }

    // seq-number = nz-number / "*"
    private static SequenceSet ReadMessage(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.TryRead((byte)'*') ? SequenceSet.Range(null, null) : SequenceSet.Single(reader.ReadNzNumber("one message number, or \"*\""));
    }
}

/// <summary>What can be known of a REPLACE before its message comes.</summary>
/// <param name="Message">What is replaced.</param>
/// <param name="Append">Where to, and the flags.</param>
public sealed record ReplaceBeginning(SequenceSet Message, AppendBeginning Append);

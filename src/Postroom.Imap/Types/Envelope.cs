namespace Postroom.Imap;

/// <summary>What ENVELOPE tells of a message's header (RFC 9051 §7.5.2). Null strings and empty lists are NIL.</summary>
/// <param name="Date">The Date field, as it stands.</param>
/// <param name="Subject">The Subject field, still encoded.</param>
/// <param name="From">From.</param>
/// <param name="Sender">Sender; From if there is none: the server fills it in.</param>
/// <param name="ReplyTo">Reply-To; likewise.</param>
/// <param name="To">To.</param>
/// <param name="Cc">Cc.</param>
/// <param name="Bcc">Bcc.</param>
/// <param name="InReplyTo">In-Reply-To.</param>
/// <param name="MessageId">Message-ID.</param>
public sealed record Envelope(
    OctetString? Date,
    OctetString? Subject,
    ValueList<Address> From,
    ValueList<Address> Sender,
    ValueList<Address> ReplyTo,
    ValueList<Address> To,
    ValueList<Address> Cc,
    ValueList<Address> Bcc,
    OctetString? InReplyTo,
    OctetString? MessageId)
{
    // envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP env-bcc SP
    //            env-in-reply-to SP env-message-id ")"
    /// <summary>Reads an envelope.</summary>
    public static Envelope Read(ref ImapReader reader)
    {
        reader.ReadOpen();
        OctetString? date = reader.ReadNString("a date");
        reader.ReadSpace();
        OctetString? subject = reader.ReadNString("a subject");
        reader.ReadSpace();
        var lists = new ValueList<Address>[6];
        for (int i = 0; i < lists.Length; i++)
        {
            lists[i] = Address.ReadList(ref reader);
            reader.ReadSpace();
        }

        OctetString? inReplyTo = reader.ReadNString("an In-Reply-To");
        reader.ReadSpace();
        OctetString? messageId = reader.ReadNString("a Message-ID");
        reader.ReadClose();
        return new(date, subject, lists[0], lists[1], lists[2], lists[3], lists[4], lists[5], inReplyTo, messageId);
    }

    /// <summary>Writes an envelope.</summary>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteRaw((byte)'(');
        writer.WriteNString(Date);
        writer.WriteSpace();
        writer.WriteNString(Subject);
        WriteAddresses(ref writer, From);
        WriteAddresses(ref writer, Sender);
        WriteAddresses(ref writer, ReplyTo);
        WriteAddresses(ref writer, To);
        WriteAddresses(ref writer, Cc);
        WriteAddresses(ref writer, Bcc);
        writer.WriteSpace();
        writer.WriteNString(InReplyTo);
        writer.WriteSpace();
        writer.WriteNString(MessageId);
        writer.WriteRaw((byte)')');
    }

    private static void WriteAddresses(ref ImapWriter writer, ValueList<Address> addresses)
    {
        writer.WriteSpace();
        Address.WriteList(ref writer, addresses);
    }
}

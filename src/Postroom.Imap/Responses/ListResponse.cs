namespace Postroom.Imap;

/// <summary>LIST and LSUB (RFC 9051 §7.3.1, RFC 3501 §7.2.3).</summary>
/// <param name="Attributes">As sent.</param>
/// <param name="Separator">Of this name's hierarchy; null is NIL: flat.</param>
/// <param name="Mailbox">The name, decoded; of any server, so it may not be a <see cref="MailboxName"/>.</param>
/// <param name="Extended">mbox-list-extended; empty is none.</param>
/// <param name="IsLsub">It is LSUB.</param>
public sealed record ListResponse(
    ValueList<MailboxAttribute> Attributes, char? Separator, string Mailbox, ValueList<ListExtendedItem> Extended = default, bool IsLsub = false)
    : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        WriteStart(ref writer, Attributes.Span, Separator, IsLsub);
        writer.WriteMailboxText(Mailbox);
        for (int i = 0; i < Extended.Count; i++)
        {
            writer.WriteRaw(i == 0 ? " ("u8 : " "u8);
            writer.WriteString(Extended[i].Tag);
            writer.WriteSpace();
            writer.WriteRaw(Extended[i].Value.Span);
        }

        writer.WriteRaw(Extended.IsEmpty ? ""u8 : ")"u8);
    }

    /// <summary>Writes a server's LIST or LSUB response without extended data and without CRLF.</summary>
    public static void Write(ref ImapWriter writer, ReadOnlySpan<MailboxAttribute> attributes, MailboxName mailbox, bool isLsub = false)
    {
        WriteStart(ref writer, attributes, MailboxName.Separator, isLsub);
        writer.WriteMailbox(mailbox);
    }

    // mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox [SP mbox-list-extended]
    internal static ListResponse ReadData(ref ImapReader reader, bool isLsub)
    {
        reader.ReadSpace();
        ValueList<MailboxAttribute> attributes = UseParameter.ReadAttributes(ref reader);
        reader.ReadSpace();
        char? separator = ReadSeparator(ref reader);
        reader.ReadSpace();
        string mailbox = reader.ReadForeignMailbox();
        var extended = new List<ListExtendedItem>();
        if (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            reader.ReadOpen();
            while (!reader.TryRead((byte)')'))
            {
                if (extended.Count > 0)
                {
                    reader.ReadSpace();
                }

                string tag = System.Text.Encoding.UTF8.GetString(reader.ReadAString("the tag of an extended item"));
                reader.ReadSpace();
                extended.Add(new(tag, reader.ReadAnyValue()));
            }
        }

        return new(attributes, separator, mailbox, ValueList.From(extended), isLsub);
    }

    internal static char? ReadSeparator(ref ImapReader reader)
    {
        if (reader.TryReadWord("NIL"u8))
        {
            return null;
        }

        ReadOnlySpan<byte> separator = reader.ReadQuoted();
        return separator is [<= 0x7F and var one] ? (char)one : throw reader.Wanted("one ASCII character as separator");
    }

    internal static void WriteSeparator(ref ImapWriter writer, char? separator)
    {
        if (separator is { } c)
        {
            writer.WriteString([(byte)c]);
        }
        else
        {
            writer.WriteNil();
        }
    }

    private static void WriteStart(ref ImapWriter writer, ReadOnlySpan<MailboxAttribute> attributes, char? separator, bool isLsub)
    {
        writer.WriteRaw(isLsub ? "* LSUB "u8 : "* LIST "u8);
        UseParameter.WriteAttributes(ref writer, attributes);
        writer.WriteSpace();
        WriteSeparator(ref writer, separator);
        writer.WriteSpace();
    }
}

/// <summary>An extended data item of LIST (RFC 5258 §6): CHILDINFO, OLDNAME, ...</summary>
/// <param name="Tag">As sent.</param>
/// <param name="Value">Its octets, parentheses and quotes included.</param>
public readonly record struct ListExtendedItem(string Tag, OctetString Value);

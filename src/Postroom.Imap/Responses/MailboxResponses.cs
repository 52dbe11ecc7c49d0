namespace Postroom.Imap;

/// <summary>A value that STATUS tells (status-att-val).</summary>
/// <param name="Name">In capitals.</param>
/// <param name="Value">Its octets as sent: a number, or what an extension defines.</param>
public readonly record struct StatusValue(string Name, OctetString Value)
{
    /// <summary>The value as a number; null if it is none.</summary>
    public ulong? Number => ImapNumber.TryParse(Value.Span, ImapNumber.MaxNumber64, out ulong number) ? number : null;
}

/// <summary>STATUS (RFC 9051 §7.3.4).</summary>
/// <param name="Mailbox">The name, decoded.</param>
/// <param name="Values">May be empty.</param>
public sealed record MailboxStatusResponse(string Mailbox, ValueList<StatusValue> Values) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* STATUS "u8);
        writer.WriteMailboxText(Mailbox);
        writer.WriteRaw(" ("u8);
        for (int i = 0; i < Values.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            writer.WriteAscii(Values[i].Name);
            writer.WriteSpace();
            writer.WriteRaw(Values[i].Value.Span);
        }

        writer.WriteRaw((byte)')');
    }

    // "STATUS" SP mailbox SP "(" [status-att-list] ")". Leniency: Exchange leaves a space before the last parenthesis.
    internal static MailboxStatusResponse ReadData(ref ImapReader reader)
    {
        reader.ReadSpace();
        string mailbox = reader.ReadForeignMailbox();
        reader.ReadSpace();
        reader.ReadOpen();
        var values = new List<StatusValue>();
        while (!reader.TryRead((byte)')'))
        {
            if (values.Count > 0)
            {
                reader.ReadSpace();
                if (reader.TryRead((byte)')'))
                {
                    break;
                }
            }

            string name = System.Text.Encoding.ASCII.GetString(reader.ReadAtom("a STATUS item")).ToUpperInvariant();
            reader.ReadSpace();
            values.Add(new(name, reader.ReadAnyValue()));
        }

        return new(mailbox, ValueList.From(values));
    }
}

/// <summary>FLAGS: those that the mailbox knows (RFC 9051 §7.3.5).</summary>
/// <param name="Flags">All of them.</param>
public sealed record FlagsResponse(FlagList Flags) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* FLAGS "u8);
        writer.WriteFlagList(Flags);
    }
}

/// <summary>EXISTS (RFC 9051 §7.4.1).</summary>
/// <param name="Count">How many messages.</param>
public sealed record ExistsResponse(uint Count) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => WriteNumbered(ref writer, Count, " EXISTS"u8);

    internal static void WriteNumbered(ref ImapWriter writer, uint number, ReadOnlySpan<byte> keyword)
    {
        writer.WriteRaw("* "u8);
        writer.WriteNumber(number);
        writer.WriteRaw(keyword);
    }
}

/// <summary>RECENT (RFC 3501 §7.3.2).</summary>
/// <param name="Count">How many have \Recent.</param>
public sealed record RecentResponse(uint Count) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => ExistsResponse.WriteNumbered(ref writer, Count, " RECENT"u8);
}

/// <summary>EXPUNGE (RFC 9051 §7.5.1).</summary>
/// <param name="Message">Gone; the numbers above it move down at once.</param>
public sealed record ExpungeResponse(SequenceNumber Message) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => Write(ref writer, Message);

    /// <summary>Writes it without CRLF.</summary>
    public static void Write(ref ImapWriter writer, SequenceNumber message) =>
        ExistsResponse.WriteNumbered(ref writer, message.Value, " EXPUNGE"u8);
}

/// <summary>VANISHED (RFC 7162 §3.2.10).</summary>
/// <param name="Uids">Gone.</param>
/// <param name="Earlier">(EARLIER): before this session looked; sequence numbers do not move.</param>
public sealed record VanishedResponse(UidSet Uids, bool Earlier) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(Earlier ? "* VANISHED (EARLIER) "u8 : "* VANISHED "u8);
        writer.WriteUidSet(Uids);
    }

    // expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids
    internal static VanishedResponse ReadData(ref ImapReader reader)
    {
        reader.ReadSpace();
        bool earlier = reader.TryRead((byte)'(');
        if (earlier)
        {
            reader.ReadWord("EARLIER"u8);
            reader.ReadClose();
            reader.ReadSpace();
        }

        return new(reader.ReadUidSet(), earlier);
    }
}

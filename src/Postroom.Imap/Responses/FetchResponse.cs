namespace Postroom.Imap;

/// <summary>FETCH (RFC 9051 §7.5.2).</summary>
/// <param name="Message">Which.</param>
/// <param name="Items">At least one; a server may send what nobody asked for.</param>
public sealed record FetchResponse(SequenceNumber Message, ValueList<FetchData> Items) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        WriteStart(ref writer, Message);
        for (int i = 0; i < Items.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            Items[i].Write(ref writer);
        }

        writer.WriteRaw((byte)')');
    }

    /// <summary>Writes "* n FETCH ("; the items follow, a space between them, and ")".</summary>
    public static void WriteStart(ref ImapWriter writer, SequenceNumber message)
    {
        writer.WriteRaw("* "u8);
        writer.WriteNumber(message.Value);
        writer.WriteRaw(" FETCH ("u8);
    }

    /// <summary>Writes FLAGS (...) from bits and keywords.</summary>
    public static void WriteFlags(ref ImapWriter writer, SystemFlags system, ReadOnlySpan<Flag> keywords)
    {
        writer.WriteRaw("FLAGS ("u8);
        bool first = true;
        for (int bit = 1; bit <= (int)SystemFlags.Recent; bit <<= 1)
        {
            if (((int)system & bit) == 0)
            {
                continue;
            }

            writer.WriteRaw(first ? ""u8 : " "u8);
            first = false;
            writer.WriteRaw((SystemFlags)bit switch
            {
                SystemFlags.Answered => "\\Answered"u8,
                SystemFlags.Flagged => "\\Flagged"u8,
                SystemFlags.Deleted => "\\Deleted"u8,
                SystemFlags.Seen => "\\Seen"u8,
                SystemFlags.Draft => "\\Draft"u8,
                _ => "\\Recent"u8,
            });
        }

        foreach (Flag keyword in keywords)
        {
            writer.WriteRaw(first ? ""u8 : " "u8);
            first = false;
            writer.WriteAscii(keyword.Name);
        }

        writer.WriteRaw((byte)')');
    }

    /// <summary>Writes UID n.</summary>
    public static void WriteUid(ref ImapWriter writer, Uid uid)
    {
        writer.WriteRaw("UID "u8);
        writer.WriteNumber(uid.Value);
    }

    /// <summary>Writes MODSEQ (n).</summary>
    public static void WriteModSeq(ref ImapWriter writer, ModSeq modSeq)
    {
        writer.WriteRaw("MODSEQ ("u8);
        writer.WriteNumber(modSeq.Value);
        writer.WriteRaw((byte)')');
    }

    /// <summary>Writes "BODY[section]&lt;origin&gt; {n}" and CRLF; the octets follow.</summary>
    public static void WriteBodyStart(ref ImapWriter writer, SectionSpec section, ulong? origin, long length)
    {
        writer.WriteRaw("BODY"u8);
        section.Write(ref writer);
        FetchDataItems.WriteOrigin(ref writer, origin);
        writer.WriteSpace();
        writer.AnnounceLiteral(length, isBinary: false);
    }

    // msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"
    internal static FetchResponse ReadData(ref ImapReader reader, SequenceNumber message)
    {
        reader.ReadSpace();
        reader.ReadOpen();
        var items = new List<FetchData>();
        while (!reader.TryRead((byte)')'))
        {
            if (items.Count > 0)
            {
                reader.ReadSpace();
            }

            items.Add(FetchDataItems.Read(ref reader));
        }

        return new(message, ValueList.From(items));
    }
}

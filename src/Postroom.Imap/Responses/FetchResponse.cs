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
        WriteItems(ref writer, Items);
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

    internal static FetchResponse ReadData(ref ImapReader reader, SequenceNumber message) => new(message, ReadItems(ref reader));

    internal static void WriteItems(ref ImapWriter writer, ValueList<FetchData> items)
    {
        for (int i = 0; i < items.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            items[i].Write(ref writer);
        }

        writer.WriteRaw((byte)')');
    }

    // msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"
    internal static ValueList<FetchData> ReadItems(ref ImapReader reader)
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

        return ValueList.From(items);
    }
}

/// <summary>UIDFETCH: what FETCH is to a client that has enabled UIDONLY (RFC 9586 §3.3).</summary>
/// <param name="Message">Which.</param>
/// <param name="Items">As FETCH has them; UID is among them only if it was asked for.</param>
public sealed record UidFetchResponse(Uid Message, ValueList<FetchData> Items) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* "u8);
        writer.WriteNumber(Message.Value);
        writer.WriteRaw(" UIDFETCH ("u8);
        FetchResponse.WriteItems(ref writer, Items);
    }

    // uidfetch-resp = uniqueid SP "UIDFETCH" SP msg-att
    internal static UidFetchResponse ReadData(ref ImapReader reader, Uid message) => new(message, FetchResponse.ReadItems(ref reader));
}

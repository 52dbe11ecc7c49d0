namespace Postroom.Imap;

/// <summary>UIDBATCHES (RFC 10022 §3.1.2).</summary>
/// <param name="Tag">Of the command it answers.</param>
/// <param name="Batches">Each from its highest UID to its lowest, the newest messages first.</param>
public sealed record UidBatchesResponse(OctetString Tag, ValueList<BatchRange> Batches) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        WriteStart(ref writer, Tag.Span);
        for (int i = 0; i < Batches.Count; i++)
        {
            writer.WriteRaw(i > 0 ? ","u8 : " "u8);
            writer.WriteNumber(Batches[i].From);
            writer.WriteRaw((byte)':');
            writer.WriteNumber(Batches[i].To);
        }
    }

    /// <summary>Writes "* UIDBATCHES (TAG "x")"; the ranges follow behind a space.</summary>
    public static void WriteStart(ref ImapWriter writer, ReadOnlySpan<byte> tag)
    {
        writer.WriteRaw("* UIDBATCHES (TAG "u8);
        writer.WriteString(tag);
        writer.WriteRaw((byte)')');
    }

    // uidbatches-response = "UIDBATCHES" search-correlator [SP uid-range *("," uid-range)]; search-correlator = SP "(" "TAG" SP tag-string ")"
    internal static UidBatchesResponse ReadData(ref ImapReader reader)
    {
        reader.ReadSpace();
        reader.ReadOpen();
        reader.ReadWord("TAG"u8);
        reader.ReadSpace();
        OctetString tag = reader.ReadAString("a tag");
        reader.ReadClose();
        var batches = new List<BatchRange>();
        if (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            do
            {
                uint from = reader.ReadUid().Value;
                reader.Read((byte)':', "\":\"");
                batches.Add(new(from, reader.ReadUid().Value));
            }
            while (reader.TryRead((byte)','));
        }

        return new(tag, ValueList.From(batches));
    }
}

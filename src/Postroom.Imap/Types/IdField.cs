namespace Postroom.Imap;

/// <summary>A field of ID (RFC 2971 §3.3).</summary>
/// <param name="Name">"name", "version", ...; case does not count.</param>
/// <param name="Value">Null is NIL.</param>
public readonly record struct IdField(OctetString Name, OctetString? Value)
{
    // id-params-list = "(" *(string SP nstring) ")" / nil; at most 30 fields (§3.3)
    internal static ValueList<IdField>? ReadList(ref ImapReader reader)
    {
        if (reader.TryReadWord("NIL"u8))
        {
            return null;
        }

        var fields = new List<IdField>();
        reader.ReadOpen();
        if (!reader.Peek((byte)')'))
        {
            do
            {
                OctetString name = reader.ReadString("the name of a field");
                reader.ReadSpace();
                fields.Add(new(name, reader.ReadNString("the value of a field")));
            }
            while (reader.TryReadSpace());
        }

        reader.ReadClose();
        return ValueList.From(fields);
    }

    internal static void WriteList(ref ImapWriter writer, ValueList<IdField>? fields)
    {
        if (fields is not { } list)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteRaw((byte)'(');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteSpace();
            }

            writer.WriteString(list[i].Name.Span);
            writer.WriteSpace();
            writer.WriteNString(list[i].Value);
        }

        writer.WriteRaw((byte)')');
    }
}

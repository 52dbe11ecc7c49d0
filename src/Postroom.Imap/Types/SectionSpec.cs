namespace Postroom.Imap;

/// <summary>Which text of a part a section names.</summary>
public enum SectionText
{
    /// <summary>The part itself, or the whole message.</summary>
    Whole,

    /// <summary>HEADER.</summary>
    Header,

    /// <summary>HEADER.FIELDS (...).</summary>
    HeaderFields,

    /// <summary>HEADER.FIELDS.NOT (...).</summary>
    HeaderFieldsNot,

    /// <summary>TEXT.</summary>
    Text,

    /// <summary>MIME: a part's own header.</summary>
    Mime,
}

/// <summary>What stands in BODY[...]: a part, and which text of it (section-spec, RFC 9051 §6.4.5.1).</summary>
/// <param name="Part">1.2.3; empty is the message.</param>
/// <param name="Text">Which text of it.</param>
/// <param name="Fields">The names after HEADER.FIELDS and HEADER.FIELDS.NOT, as sent.</param>
public sealed record SectionSpec(ValueList<uint> Part, SectionText Text = SectionText.Whole, ValueList<OctetString> Fields = default)
{
    private const int MaxPartDepth = 256;

    /// <summary>The whole message: [].</summary>
    public static SectionSpec Message { get; } = new(default(ValueList<uint>));

    // section = "[" [section-spec] "]"; section-spec = section-msgtext / (section-part ["." section-text])
    /// <summary>Reads a section with its brackets.</summary>
    public static SectionSpec Read(ref ImapReader reader)
    {
        reader.Read((byte)'[', "\"[\"");
        ValueList<uint> part = ReadNumbers(ref reader, out bool textFollows);
        SectionText text = SectionText.Whole;
        ValueList<OctetString> fields = default;
        if (textFollows)
        {
            text = ReadText(ref reader, part.IsEmpty);
            if (text is SectionText.HeaderFields or SectionText.HeaderFieldsNot)
            {
                reader.ReadSpace();
                fields = ReadFields(ref reader);
            }
        }

        reader.Read((byte)']', "\"]\"");
        return part.IsEmpty && !textFollows ? Message : new SectionSpec(part, text, fields);
    }

    // section-binary = "[" [section-part] "]"
    /// <summary>Reads the section of BINARY: a part only.</summary>
    public static ValueList<uint> ReadPart(ref ImapReader reader)
    {
        reader.Read((byte)'[', "\"[\"");
        ValueList<uint> part = ReadNumbers(ref reader, out bool textFollows);
        if (textFollows)
        {
            throw reader.Wanted("a part number or \"]\"");
        }

        reader.Read((byte)']', "\"]\"");
        return part;
    }

    /// <summary>Writes it with its brackets.</summary>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteRaw((byte)'[');
        WriteNumbers(ref writer, Part);
        if (Text != SectionText.Whole)
        {
            if (!Part.IsEmpty)
            {
                writer.WriteRaw((byte)'.');
            }

            writer.WriteRaw(Text switch
            {
                SectionText.Header => "HEADER"u8,
                SectionText.HeaderFields => "HEADER.FIELDS"u8,
                SectionText.HeaderFieldsNot => "HEADER.FIELDS.NOT"u8,
                SectionText.Text => "TEXT"u8,
                _ => "MIME"u8,
            });
        }

        if (Text is SectionText.HeaderFields or SectionText.HeaderFieldsNot)
        {
            writer.WriteRaw(" ("u8);
            for (int i = 0; i < Fields.Count; i++)
            {
                if (i > 0)
                {
                    writer.WriteSpace();
                }

                writer.WriteAString(Fields[i].Span);
            }

            writer.WriteRaw((byte)')');
        }

        writer.WriteRaw((byte)']');
    }

    internal static void WritePart(ref ImapWriter writer, ValueList<uint> part)
    {
        writer.WriteRaw((byte)'[');
        WriteNumbers(ref writer, part);
        writer.WriteRaw((byte)']');
    }

    private static void WriteNumbers(ref ImapWriter writer, ValueList<uint> part)
    {
        for (int i = 0; i < part.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteRaw((byte)'.');
            }

            writer.WriteNumber(part[i]);
        }
    }

    // section-part = nz-number *("." nz-number)
    private static ValueList<uint> ReadNumbers(ref ImapReader reader, out bool textFollows)
    {
        textFollows = false;
        if (reader.Peek((byte)']'))
        {
            return default;
        }

        var part = new List<uint>();
        do
        {
            if (reader.AtEnd || !Ascii.IsDigit(reader.Rest[0]))
            {
                textFollows = true;
                break;
            }

            if (part.Count == MaxPartDepth)
            {
                throw reader.TooDeep();
            }

            part.Add(reader.ReadNzNumber("a part number from 1"));
        }
        while (reader.TryRead((byte)'.'));
        return ValueList.From(part);
    }

    // section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"; section-text = section-msgtext / "MIME"
    private static SectionText ReadText(ref ImapReader reader, bool isMessage)
    {
        if (reader.TryReadWord("HEADER"u8))
        {
            return SectionText.Header;
        }

        if (reader.TryReadWord("HEADER.FIELDS"u8))
        {
            return SectionText.HeaderFields;
        }

        if (reader.TryReadWord("HEADER.FIELDS.NOT"u8))
        {
            return SectionText.HeaderFieldsNot;
        }

        if (reader.TryReadWord("TEXT"u8))
        {
            return SectionText.Text;
        }

        return !isMessage && reader.TryReadWord("MIME"u8)
            ? SectionText.Mime
            : throw reader.Wanted(isMessage ? "HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT or a part number" : "HEADER..., TEXT or MIME");
    }

    // header-list = "(" header-fld-name *(SP header-fld-name) ")"
    private static ValueList<OctetString> ReadFields(ref ImapReader reader)
    {
        var fields = new List<OctetString>();
        reader.ReadOpen();
        do
        {
            fields.Add(reader.ReadAString("a header field name"));
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return ValueList.From(fields);
    }
}

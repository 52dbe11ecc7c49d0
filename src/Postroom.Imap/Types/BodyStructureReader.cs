namespace Postroom.Imap;

/// <summary>Reads body (RFC 9051 §9). Lenient where other servers are known to be: NIL for a string that may not be NIL.</summary>
internal static class BodyStructureReader
{
    private const int MaxDepth = 256; // MIME is cut at 100 by us; others go deeper, but not for ever

    public static BodyStructure Read(ref ImapReader reader, int depth)
    {
        if (depth > MaxDepth)
        {
            throw reader.TooDeep();
        }

        reader.ReadOpen();
        BodyStructure body = reader.Peek((byte)'(') ? ReadMultipart(ref reader, depth) : ReadLeaf(ref reader, depth);
        reader.ReadClose();
        return body;
    }

    private static BodyMultipart ReadMultipart(ref ImapReader reader, int depth)
    {
        var parts = new List<BodyStructure>();
        while (reader.Peek((byte)'('))
        {
            parts.Add(Read(ref reader, depth + 1));
        }

        reader.ReadSpace();
        OctetString subtype = ReadString(ref reader, "a subtype");
        ValueList<BodyParameter> parameters = default;
        BodyExtension? extension = null;
        if (reader.TryReadSpace())
        {
            parameters = ReadParameters(ref reader);
            extension = ReadExtension(ref reader, new BodyExtension());
        }

        return new(ValueList.From(parts), subtype, parameters, extension);
    }

    private static BodyLeaf ReadLeaf(ref ImapReader reader, int depth)
    {
        OctetString type = ReadString(ref reader, "a media type or a part");
        reader.ReadSpace();
        OctetString subtype = ReadString(ref reader, "a subtype");
        reader.ReadSpace();
        ValueList<BodyParameter> parameters = ReadParameters(ref reader);
        reader.ReadSpace();
        OctetString? id = reader.ReadNString("a Content-ID");
        reader.ReadSpace();
        OctetString? description = reader.ReadNString("a description");
        reader.ReadSpace();
        OctetString encoding = ReadString(ref reader, "an encoding");
        reader.ReadSpace();
        ulong octets = reader.ReadNumber64();
        ulong? lines = null;
        Envelope? envelope = null;
        BodyStructure? inner = null;
        if (reader.Rest is [(byte)' ', (byte)'(', ..])
        {
            reader.ReadSpace();
            envelope = Envelope.Read(ref reader);
            reader.ReadSpace();
            inner = Read(ref reader, depth + 1);
        }

        if (reader.Rest is [(byte)' ', >= (byte)'0' and <= (byte)'9', ..])
        {
            reader.ReadSpace();
            lines = reader.ReadNumber64();
        }

        BodyExtension? extension = null;
        if (reader.TryReadSpace())
        {
            extension = ReadExtension(ref reader, new BodyExtension(reader.ReadNString("a Content-MD5")));
        }

        return new(type, subtype, parameters, id, description, encoding, octets, extension, lines, envelope, inner);
    }

    private static OctetString ReadString(ref ImapReader reader, string what) => reader.ReadNString(what) ?? default(OctetString);

    // body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
    private static ValueList<BodyParameter> ReadParameters(ref ImapReader reader)
    {
        if (reader.TryReadWord("NIL"u8))
        {
            return default;
        }

        var parameters = new List<BodyParameter>();
        reader.ReadOpen();
        do
        {
            OctetString name = ReadString(ref reader, "a parameter");
            reader.ReadSpace();
            parameters.Add(new(name, ReadString(ref reader, "a parameter's value")));
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return ValueList.From(parameters);
    }

    // [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
    private static BodyExtension ReadExtension(ref ImapReader reader, BodyExtension extension)
    {
        if (!reader.TryReadSpace())
        {
            return extension;
        }

        // body-fld-dsp = "(" string SP body-fld-param ")" / nil
        if (!reader.TryReadWord("NIL"u8))
        {
            reader.ReadOpen();
            OctetString type = ReadString(ref reader, "a disposition");
            reader.ReadSpace();
            extension = extension with { Disposition = new(type, ReadParameters(ref reader)) };
            reader.ReadClose();
        }

        if (!reader.TryReadSpace())
        {
            return extension;
        }

        // body-fld-lang = nstring / "(" string *(SP string) ")"
        var languages = new List<OctetString>();
        if (reader.TryRead((byte)'('))
        {
            do
            {
                languages.Add(ReadString(ref reader, "a language"));
            }
            while (reader.TryReadSpace());
            reader.ReadClose();
        }
        else if (reader.ReadNString("a language") is { } language)
        {
            languages.Add(language);
        }

        extension = extension with { Language = ValueList.From(languages) };
        if (!reader.TryReadSpace())
        {
            return extension;
        }

        extension = extension with { Location = reader.ReadNString("a Content-Location") };
        var further = new List<OctetString>();
        while (reader.TryReadSpace())
        {
            further.Add(reader.ReadAnyValue());
        }

        return extension with { Further = ValueList.From(further) };
    }
}

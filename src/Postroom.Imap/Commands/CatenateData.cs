namespace Postroom.Imap;

/// <summary>APPEND's message put together from parts: CATENATE (TEXT {n}... URL ...) (RFC 4469 §3).</summary>
/// <param name="Parts">In their order; at least one.</param>
public sealed record CatenateData(ValueList<CatenatePart> Parts) : AppendData
{
    /// <summary>CATENATE.</summary>
    public const string DataName = "CATENATE";

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("CATENATE ("u8);
        for (int i = 0; i < Parts.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteSpace();
            }

            Parts[i].Write(ref writer);
        }

        writer.WriteRaw((byte)')');
    }

    // append-data =/ "CATENATE" SP "(" cat-part *(SP cat-part) ")"
    /// <summary>Reads what stands behind the name.</summary>
    public static CatenateData Read(ref ImapReader reader)
    {
        var parts = new List<CatenatePart>();
        reader.ReadSpace();
        reader.ReadOpen();
        do
        {
            parts.Add(CatenatePart.Read(ref reader));
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return new(ValueList.From(parts));
    }
}

/// <summary>One part of what CATENATE puts together.</summary>
public abstract record CatenatePart
{
    private protected CatenatePart() { }

    /// <summary>Writes it.</summary>
    public abstract void Write(ref ImapWriter writer);

    // cat-part = text-literal / url; text-literal = "TEXT" SP literal (with BINARY a literal8 too, RFC 3516 §4.4); url = "URL" SP astring
    // cat-part =/ "UTF8" SP "(" literal8 ")" (RFC 6855 §4)
    internal static CatenatePart Read(ref ImapReader reader)
    {
        if (reader.TryReadWord(Utf8AppendData.DataName))
        {
            return new CatenateText(Utf8AppendData.Read(ref reader).Literal, IsUtf8: true);
        }

        bool isText = reader.TryReadWord("TEXT"u8);
        if (!isText && !reader.TryReadWord("URL"u8))
        {
            throw reader.Wanted("TEXT or URL");
        }

        reader.ReadSpace();
        return isText ? new CatenateText(reader.ReadMessageLiteral()) : new CatenateUrl(reader.ReadAString("a URL"));
    }
}

/// <summary>TEXT: octets that come with the command.</summary>
/// <param name="Literal">The octets; may be none.</param>
/// <param name="IsUtf8">It came as UTF8 (~{n}...) (RFC 6855 §4): a literal8.</param>
public sealed record CatenateText(MessageLiteral Literal, bool IsUtf8 = false) : CatenatePart
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        if (IsUtf8)
        {
            new Utf8AppendData(Literal).Write(ref writer);
            return;
        }

        writer.WriteRaw("TEXT "u8);
        writer.WriteMessageLiteral(Literal);
    }
}

/// <summary>URL: octets of a message that is there already.</summary>
/// <param name="Url">As sent: what <see cref="MessageUrl"/> reads, or not.</param>
public sealed record CatenateUrl(OctetString Url) : CatenatePart
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("URL "u8);
        writer.WriteAString(Url.Span);
    }
}

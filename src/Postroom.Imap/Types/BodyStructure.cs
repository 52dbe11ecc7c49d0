namespace Postroom.Imap;

/// <summary>A parameter of a media type or disposition.</summary>
/// <param name="Name">Attribute.</param>
/// <param name="Value">Value.</param>
public readonly record struct BodyParameter(OctetString Name, OctetString Value);

/// <summary>Content-Disposition (RFC 2183).</summary>
/// <param name="Type">"attachment", "inline", ...</param>
/// <param name="Parameters">May be empty: NIL.</param>
public sealed record BodyDisposition(OctetString Type, ValueList<BodyParameter> Parameters);

/// <summary>What only BODYSTRUCTURE tells of a part, BODY does not (body-ext-1part, body-ext-mpart).</summary>
/// <param name="Md5">Content-MD5; of single parts only.</param>
/// <param name="Disposition">Content-Disposition.</param>
/// <param name="Language">Content-Language; empty is NIL.</param>
/// <param name="Location">Content-Location.</param>
/// <param name="Further">body-extensions of the future, as they stand.</param>
public sealed record BodyExtension(
    OctetString? Md5 = null,
    BodyDisposition? Disposition = null,
    ValueList<OctetString> Language = default,
    OctetString? Location = null,
    ValueList<OctetString> Further = default);

/// <summary>A message's or part's MIME structure (body, RFC 9051 §7.5.2): <see cref="BodyLeaf"/> or <see cref="BodyMultipart"/>.</summary>
/// <param name="Subtype">Media subtype.</param>
/// <param name="Parameters">Of the media type; in BODY's form a multipart's are empty.</param>
/// <param name="Extension">Null in BODY's form.</param>
public abstract record BodyStructure(OctetString Subtype, ValueList<BodyParameter> Parameters, BodyExtension? Extension)
{
    /// <summary>Reads either form.</summary>
    /// <exception cref="ImapSyntaxException">It is none, or nested over 256 deep.</exception>
    public static BodyStructure Read(ref ImapReader reader) => BodyStructureReader.Read(ref reader, depth: 0);

    /// <summary>Writes it: <paramref name="extended"/> as BODYSTRUCTURE has it, else as BODY.</summary>
    public abstract void Write(ref ImapWriter writer, bool extended);

    /// <summary>The same as BODY has it: without extension data.</summary>
    public abstract BodyStructure WithoutExtensions();

    /// <summary>The same as RFC 3501's grammar has it: message/global is a part like any other, of which nothing within is told (RFC 9755, "FETCH BODYSTRUCTURE").</summary>
    public abstract BodyStructure WithoutGlobals();

    private protected static void WriteParameters(ref ImapWriter writer, ValueList<BodyParameter> parameters)
    {
        if (parameters.IsEmpty)
        {
            writer.WriteNil();
            return;
        }

        for (int i = 0; i < parameters.Count; i++)
        {
            writer.WriteRaw(i == 0 ? "("u8 : " "u8);
            writer.WriteString(parameters[i].Name.Span);
            writer.WriteSpace();
            writer.WriteString(parameters[i].Value.Span);
        }

        writer.WriteRaw((byte)')');
    }

    // [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
    private protected static void WriteExtension(ref ImapWriter writer, BodyExtension extension)
    {
        if (extension.Disposition is { } disposition)
        {
            writer.WriteRaw(" ("u8);
            writer.WriteString(disposition.Type.Span);
            writer.WriteSpace();
            WriteParameters(ref writer, disposition.Parameters);
            writer.WriteRaw(") "u8);
        }
        else
        {
            writer.WriteRaw(" NIL "u8);
        }

        if (extension.Language.Count > 1)
        {
            for (int i = 0; i < extension.Language.Count; i++)
            {
                writer.WriteRaw(i == 0 ? "("u8 : " "u8);
                writer.WriteString(extension.Language[i].Span);
            }

            writer.WriteRaw((byte)')');
        }
        else
        {
            writer.WriteNString(extension.Language.IsEmpty ? default(OctetString?) : extension.Language[0]);
        }

        writer.WriteSpace();
        writer.WriteNString(extension.Location);
        foreach (OctetString further in extension.Further)
        {
            writer.WriteSpace();
            writer.WriteRaw(further.Span);
        }
    }
}

/// <summary>A part that is not multipart: text has <paramref name="Lines"/>, message/rfc822 and message/global all of the last three.</summary>
/// <param name="Type">Media type.</param>
/// <param name="Subtype">Media subtype.</param>
/// <param name="Parameters">Of the media type.</param>
/// <param name="Id">Content-ID.</param>
/// <param name="Description">Content-Description.</param>
/// <param name="Encoding">Content-Transfer-Encoding.</param>
/// <param name="Octets">Size, still encoded. The grammar has 32 bits; more are taken and sent, as other servers do.</param>
/// <param name="Extension">Null in BODY's form.</param>
/// <param name="Lines">Of text and messages.</param>
/// <param name="Envelope">Of a message.</param>
/// <param name="Body">Of a message.</param>
public sealed record BodyLeaf(
    OctetString Type,
    OctetString Subtype,
    ValueList<BodyParameter> Parameters,
    OctetString? Id,
    OctetString? Description,
    OctetString Encoding,
    ulong Octets,
    BodyExtension? Extension = null,
    ulong? Lines = null,
    Envelope? Envelope = null,
    BodyStructure? Body = null)
    : BodyStructure(Subtype, Parameters, Extension)
{
    // body-type-basic = media-basic SP body-fields; body-type-msg = ... SP envelope SP body SP body-fld-lines; body-type-text = ... SP lines
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer, bool extended)
    {
        writer.WriteRaw((byte)'(');
        writer.WriteString(Type.Span);
        writer.WriteSpace();
        writer.WriteString(Subtype.Span);
        writer.WriteSpace();
        WriteParameters(ref writer, Parameters);
        writer.WriteSpace();
        writer.WriteNString(Id);
        writer.WriteSpace();
        writer.WriteNString(Description);
        writer.WriteSpace();
        writer.WriteString(Encoding.Span);
        writer.WriteSpace();
        writer.WriteNumber(Octets);
        if (Envelope is not null && Body is not null)
        {
            writer.WriteSpace();
            Envelope.Write(ref writer);
            writer.WriteSpace();
            Body.Write(ref writer, extended);
        }

        if (Lines is { } lines)
        {
            writer.WriteSpace();
            writer.WriteNumber(lines);
        }

        if (extended && Extension is { } extension)
        {
            writer.WriteSpace();
            writer.WriteNString(extension.Md5);
            WriteExtension(ref writer, extension);
        }

        writer.WriteRaw((byte)')');
    }

    /// <inheritdoc/>
    public override BodyStructure WithoutExtensions() => this with { Extension = null, Body = Body?.WithoutExtensions() };

    /// <inheritdoc/>
    public override BodyStructure WithoutGlobals() => Body is null ? this
        : Ascii.EqualsIgnoreCase(Subtype.Span, "GLOBAL"u8) ? this with { Lines = null, Envelope = null, Body = null }
        : this with { Body = Body.WithoutGlobals() };
}

/// <summary>A multipart.</summary>
/// <param name="Parts">At least one.</param>
/// <param name="Subtype">Media subtype.</param>
/// <param name="Parameters">Of the media type; part of the extension data here.</param>
/// <param name="Extension">Null in BODY's form.</param>
public sealed record BodyMultipart(
    ValueList<BodyStructure> Parts, OctetString Subtype, ValueList<BodyParameter> Parameters = default, BodyExtension? Extension = null)
    : BodyStructure(Subtype, Parameters, Extension)
{
    // body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer, bool extended)
    {
        writer.WriteRaw((byte)'(');
        foreach (BodyStructure part in Parts)
        {
            part.Write(ref writer, extended);
        }

        writer.WriteSpace();
        writer.WriteString(Subtype.Span);
        if (extended && Extension is { } extension)
        {
            writer.WriteSpace();
            WriteParameters(ref writer, Parameters);
            WriteExtension(ref writer, extension);
        }

        writer.WriteRaw((byte)')');
    }

    /// <inheritdoc/>
    public override BodyStructure WithoutExtensions() =>
        this with { Extension = null, Parameters = default, Parts = ValueList.From(Parts.Select(static part => part.WithoutExtensions())) };

    /// <inheritdoc/>
    public override BodyStructure WithoutGlobals() => this with { Parts = ValueList.From(Parts.Select(static part => part.WithoutGlobals())) };
}

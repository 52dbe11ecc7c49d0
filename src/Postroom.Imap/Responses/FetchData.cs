namespace Postroom.Imap;

/// <summary>An item of a FETCH response (msg-att, RFC 9051 §7.5.2). Extensions derive their own.</summary>
public abstract record FetchData
{
    /// <summary>Writes its name and value.</summary>
    public abstract void Write(ref ImapWriter writer);
}

/// <summary>FLAGS.</summary>
/// <param name="Flags">The message's, \Recent included.</param>
public sealed record FlagsData(FlagList Flags) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("FLAGS "u8);
        writer.WriteFlagList(Flags);
    }
}

/// <summary>UID.</summary>
/// <param name="Uid">The message's.</param>
public sealed record UidData(Uid Uid) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("UID "u8);
        writer.WriteNumber(Uid.Value);
    }
}

/// <summary>INTERNALDATE.</summary>
/// <param name="Date">The message's.</param>
public sealed record InternalDateData(InternalDate Date) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("INTERNALDATE "u8);
        writer.WriteDateTime(Date);
    }
}

/// <summary>RFC822.SIZE.</summary>
/// <param name="Octets">Size.</param>
public sealed record SizeData(ulong Octets) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("RFC822.SIZE "u8);
        writer.WriteNumber(Octets);
    }
}

/// <summary>ENVELOPE.</summary>
/// <param name="Envelope">The message's.</param>
public sealed record EnvelopeData(Envelope Envelope) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("ENVELOPE "u8);
        Envelope.Write(ref writer);
    }
}

/// <summary>BODY without a section, and BODYSTRUCTURE.</summary>
/// <param name="Structure">The message's.</param>
/// <param name="IsExtended">It came as BODYSTRUCTURE.</param>
public sealed record BodyStructureData(BodyStructure Structure, bool IsExtended) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsExtended ? "BODYSTRUCTURE "u8 : "BODY "u8);
        Structure.Write(ref writer, IsExtended);
    }
}

/// <summary>BODY[section]&lt;origin&gt;.</summary>
/// <param name="Section">Which text.</param>
/// <param name="Origin">The first octet of a partial; null is not one.</param>
/// <param name="Value">Null is NIL.</param>
public sealed record BodySectionData(SectionSpec Section, ulong? Origin, MessageLiteral? Value) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("BODY"u8);
        Section.Write(ref writer);
        FetchDataItems.WriteOrigin(ref writer, Origin);
        FetchDataItems.WriteValue(ref writer, Value);
    }
}

/// <summary>BINARY[part]&lt;origin&gt; (RFC 3516 §4.2).</summary>
/// <param name="Part">Which part.</param>
/// <param name="Origin">The first octet of a partial; null is not one.</param>
/// <param name="Value">Null is NIL.</param>
public sealed record BinaryData(ValueList<uint> Part, ulong? Origin, MessageLiteral? Value) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("BINARY"u8);
        SectionSpec.WritePart(ref writer, Part);
        FetchDataItems.WriteOrigin(ref writer, Origin);
        FetchDataItems.WriteValue(ref writer, Value);
    }
}

/// <summary>BINARY.SIZE[part].</summary>
/// <param name="Part">Which part.</param>
/// <param name="Octets">Decoded size.</param>
public sealed record BinarySizeData(ValueList<uint> Part, ulong Octets) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("BINARY.SIZE"u8);
        SectionSpec.WritePart(ref writer, Part);
        writer.WriteSpace();
        writer.WriteNumber(Octets);
    }
}

/// <summary>RFC822, RFC822.HEADER and RFC822.TEXT (RFC 3501 §7.4.2).</summary>
/// <param name="Name">In capitals.</param>
/// <param name="Value">Null is NIL.</param>
public sealed record Rfc822Data(string Name, MessageLiteral? Value) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteAscii(Name);
        FetchDataItems.WriteValue(ref writer, Value);
    }
}

/// <summary>MODSEQ (RFC 7162 §3.1.4.2).</summary>
/// <param name="ModSeq">The message's.</param>
public sealed record ModSeqData(ModSeq ModSeq) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("MODSEQ ("u8);
        writer.WriteNumber(ModSeq.Value);
        writer.WriteRaw((byte)')');
    }
}

/// <summary>An item that is not registered, kept as it came.</summary>
/// <param name="Name">As sent.</param>
/// <param name="Value">Its octets, parentheses and quotes included.</param>
public sealed record UnknownData(string Name, OctetString Value) : FetchData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteAscii(Name);
        writer.WriteSpace();
        writer.WriteRaw(Value.Span);
    }
}

namespace Postroom.Imap;

/// <summary>A message data item that FETCH asks for (fetch-att, RFC 9051 §6.4.5). Extensions derive their own.</summary>
public abstract record FetchItem
{
    /// <summary>ENVELOPE.</summary>
    public static FetchItem Envelope { get; } = new NamedFetchItem("ENVELOPE");

    /// <summary>FLAGS.</summary>
    public static FetchItem Flags { get; } = new NamedFetchItem("FLAGS");

    /// <summary>INTERNALDATE.</summary>
    public static FetchItem InternalDate { get; } = new NamedFetchItem("INTERNALDATE");

    /// <summary>RFC822.SIZE.</summary>
    public static FetchItem Rfc822Size { get; } = new NamedFetchItem("RFC822.SIZE");

    /// <summary>BODY without a section: the structure without extension data.</summary>
    public static FetchItem Body { get; } = new NamedFetchItem("BODY");

    /// <summary>BODYSTRUCTURE.</summary>
    public static FetchItem BodyStructure { get; } = new NamedFetchItem("BODYSTRUCTURE");

    /// <summary>UID.</summary>
    public static FetchItem Uid { get; } = new NamedFetchItem("UID");

    /// <summary>RFC822: BODY[] under its old name (RFC 3501 §6.4.5).</summary>
    public static FetchItem Rfc822 { get; } = new NamedFetchItem("RFC822");

    /// <summary>RFC822.HEADER: BODY.PEEK[HEADER] under its old name.</summary>
    public static FetchItem Rfc822Header { get; } = new NamedFetchItem("RFC822.HEADER");

    /// <summary>RFC822.TEXT: BODY[TEXT] under its old name.</summary>
    public static FetchItem Rfc822Text { get; } = new NamedFetchItem("RFC822.TEXT");

    /// <summary>Writes the item as a client sends it.</summary>
    public abstract void Write(ref ImapWriter writer);

    /// <summary>Reads a registered item.</summary>
    public static FetchItem Read(ref ImapReader reader) => reader.ReadRegistered(reader.Syntax.FetchItems, "FETCH item")(ref reader);
}

/// <summary>An item that is nothing but its name.</summary>
/// <param name="Name">In capitals.</param>
public sealed record NamedFetchItem(string Name) : FetchItem
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => writer.WriteAscii(Name);
}

/// <summary>&lt;offset.count&gt; (partial, RFC 9051 §6.4.5).</summary>
/// <param name="Offset">The first octet, from 0.</param>
/// <param name="Count">How many at most: at least 1.</param>
public readonly record struct Partial(ulong Offset, ulong Count)
{
    // partial = "<" number64 "." nz-number64 ">"
    internal static Partial? TryRead(ref ImapReader reader)
    {
        if (!reader.TryRead((byte)'<'))
        {
            return null;
        }

        ulong offset = reader.ReadNumber64();
        reader.Read((byte)'.', "\".\"");
        if (reader.Peek((byte)'0'))
        {
            throw reader.Wanted("a number of octets from 1");
        }

        ulong count = reader.ReadNumber64();
        reader.Read((byte)'>', "\">\"");
        return new Partial(offset, count);
    }

    internal void Write(ref ImapWriter writer)
    {
        writer.WriteRaw((byte)'<');
        writer.WriteNumber(Offset);
        writer.WriteRaw((byte)'.');
        writer.WriteNumber(Count);
        writer.WriteRaw((byte)'>');
    }
}

/// <summary>BODY[section]&lt;partial&gt; and BODY.PEEK.</summary>
/// <param name="Section">Which text.</param>
/// <param name="Partial">Which octets of it; null is all.</param>
/// <param name="Peek">Does not set \Seen.</param>
public sealed record BodySectionItem(SectionSpec Section, Partial? Partial = null, bool Peek = false) : FetchItem
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(Peek ? "BODY.PEEK"u8 : "BODY"u8);
        Section.Write(ref writer);
        Partial?.Write(ref writer);
    }

    internal static BodySectionItem Read(ref ImapReader reader, bool peek) =>
        new(SectionSpec.Read(ref reader), Imap.Partial.TryRead(ref reader), peek);
}

/// <summary>BINARY[part]&lt;partial&gt; and BINARY.PEEK (RFC 3516 §4.1).</summary>
/// <param name="Part">1.2.3; empty is the message.</param>
/// <param name="Partial">Which decoded octets; null is all.</param>
/// <param name="Peek">Does not set \Seen.</param>
public sealed record BinaryItem(ValueList<uint> Part, Partial? Partial = null, bool Peek = false) : FetchItem
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(Peek ? "BINARY.PEEK"u8 : "BINARY"u8);
        SectionSpec.WritePart(ref writer, Part);
        Partial?.Write(ref writer);
    }

    internal static BinaryItem Read(ref ImapReader reader, bool peek) =>
        new(SectionSpec.ReadPart(ref reader), Imap.Partial.TryRead(ref reader), peek);
}

/// <summary>BINARY.SIZE[part] (RFC 3516 §4.1).</summary>
/// <param name="Part">1.2.3; empty is the message.</param>
public sealed record BinarySizeItem(ValueList<uint> Part) : FetchItem
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("BINARY.SIZE"u8);
        SectionSpec.WritePart(ref writer, Part);
    }
}

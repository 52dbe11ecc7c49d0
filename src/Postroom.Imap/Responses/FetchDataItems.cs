using System.Text;

namespace Postroom.Imap;

/// <summary>Reads the items of a FETCH response.</summary>
internal static class FetchDataItems
{
    public static FetchData Read(ref ImapReader reader)
    {
        ReadOnlySpan<byte> name = reader.ReadItemName("an item of FETCH");
        if (reader.Syntax.FetchData.TryGet(name, out SyntaxReader<FetchData>? read))
        {
            return read(ref reader);
        }

        string unknown = Encoding.ASCII.GetString(name);
        reader.ReadSpace();
        return new UnknownData(unknown, reader.ReadAnyValue());
    }

    // msg-att-dynamic, msg-att-static (RFC 9051 §9; RFC822...: RFC 3501; MODSEQ: RFC 7162)
    public static void Register(ImapSyntaxBuilder syntax)
    {
        syntax.FetchData("FLAGS", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new FlagsData(reader.ReadFlagList());
        });
        syntax.FetchData("UID", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new UidData(reader.ReadUid());
        });
        syntax.FetchData("INTERNALDATE", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new InternalDateData(reader.ReadDateTime());
        });
        syntax.FetchData("RFC822.SIZE", static (ref ImapReader reader) => new SizeData(ReadNumber(ref reader)));
        syntax.FetchData("ENVELOPE", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new EnvelopeData(Envelope.Read(ref reader));
        });
        syntax.FetchData("BODYSTRUCTURE", static (ref ImapReader reader) => ReadStructure(ref reader, extended: true));
        syntax.FetchData("BODY", static (ref ImapReader reader) => reader.Peek((byte)'[')
            ? new BodySectionData(SectionSpec.Read(ref reader), ReadOrigin(ref reader), ReadValue(ref reader))
            : ReadStructure(ref reader, extended: false));
        syntax.FetchData("BINARY", static (ref ImapReader reader) =>
            new BinaryData(SectionSpec.ReadPart(ref reader), ReadOrigin(ref reader), ReadValue(ref reader)));
        syntax.FetchData("BINARY.SIZE", static (ref ImapReader reader) =>
            new BinarySizeData(SectionSpec.ReadPart(ref reader), ReadNumber(ref reader)));
        foreach (string name in (string[])["RFC822", "RFC822.HEADER", "RFC822.TEXT"])
        {
            syntax.FetchData(name, (ref ImapReader reader) => new Rfc822Data(name, ReadValue(ref reader)));
        }

        syntax.FetchData("MODSEQ", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            reader.ReadOpen();
            ModSeq modSeq = reader.ReadModSeq();
            reader.ReadClose();
            return new ModSeqData(modSeq);
        });
    }

    public static void WriteOrigin(ref ImapWriter writer, ulong? origin)
    {
        if (origin is { } first)
        {
            writer.WriteRaw((byte)'<');
            writer.WriteNumber(first);
            writer.WriteRaw((byte)'>');
        }
    }

    public static void WriteValue(ref ImapWriter writer, MessageLiteral? value)
    {
        writer.WriteSpace();
        if (value is { } literal)
        {
            writer.WriteMessageLiteral(literal);
        }
        else
        {
            writer.WriteNil();
        }
    }

    private static BodyStructureData ReadStructure(ref ImapReader reader, bool extended)
    {
        reader.ReadSpace();
        BodyStructure structure = BodyStructure.Read(ref reader);
        return new(extended ? structure : structure.WithoutExtensions(), extended); // extension data MUST NOT be in BODY: not kept
    }

    private static ulong ReadNumber(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.ReadNumber64();
    }

    // ["<" number ">"]
    private static ulong? ReadOrigin(ref ImapReader reader)
    {
        if (!reader.TryRead((byte)'<'))
        {
            return null;
        }

        ulong origin = reader.ReadNumber64();
        reader.Read((byte)'>', "\">\"");
        return origin;
    }

    private static MessageLiteral? ReadValue(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.ReadBodyData();
    }
}

namespace Postroom.Imap;

/// <summary>SEARCH (RFC 3501 §7.2.5, MODSEQ: RFC 7162 §3.1.5).</summary>
/// <param name="Numbers">Sequence numbers, or UIDs after UID SEARCH, in any order.</param>
/// <param name="ModSeq">Only if the search asked for it.</param>
public sealed record SearchResponse(ValueList<uint> Numbers, ModSeq? ModSeq = null) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => Write(ref writer, Numbers.Span, ModSeq);

    /// <summary>Writes it without CRLF.</summary>
    public static void Write(ref ImapWriter writer, ReadOnlySpan<uint> numbers, ModSeq? modSeq = null)
    {
        writer.WriteRaw("* SEARCH"u8);
        foreach (uint number in numbers)
        {
            writer.WriteSpace();
            writer.WriteNumber(number);
        }

        if (modSeq is { } value)
        {
            writer.WriteRaw(" (MODSEQ "u8);
            writer.WriteNumber(value.Value);
            writer.WriteRaw((byte)')');
        }
    }

    // "SEARCH" *(SP nz-number) [SP "(" "MODSEQ" SP mod-sequence-value ")"]
    internal static SearchResponse ReadData(ref ImapReader reader)
    {
        var numbers = new List<uint>();
        while (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            if (reader.TryRead((byte)'('))
            {
                reader.ReadWord("MODSEQ"u8);
                reader.ReadSpace();
                ModSeq modSeq = reader.ReadModSeq();
                reader.ReadClose();
                return new(ValueList.From(numbers), modSeq);
            }

            numbers.Add(reader.ReadNzNumber());
        }

        return new(ValueList.From(numbers));
    }
}

/// <summary>A result of ESEARCH: MIN, MAX, ALL, COUNT, MODSEQ, ... (search-return-data).</summary>
/// <param name="Name">In capitals.</param>
/// <param name="Value">Its octets as sent.</param>
public readonly record struct ESearchItem(string Name, OctetString Value);

/// <summary>ESEARCH (RFC 9051 §7.3.4, RFC 4731 §3.1).</summary>
/// <param name="Tag">Of the command it answers; null if there was none.</param>
/// <param name="IsUid">All numbers are UIDs.</param>
/// <param name="Items">In the order sent.</param>
public sealed record ESearchResponse(OctetString? Tag, bool IsUid, ValueList<ESearchItem> Items) : ServerResponse
{
    /// <summary>MIN; null without one.</summary>
    public uint? Min => (uint?)Number("MIN");

    /// <summary>MAX; null without one.</summary>
    public uint? Max => (uint?)Number("MAX");

    /// <summary>COUNT; null without one.</summary>
    public uint? Count => (uint?)Number("COUNT");

    /// <summary>MODSEQ (RFC 7162 §3.1.10); null without one.</summary>
    public ModSeq? ModSeq => Number("MODSEQ") is { } value ? new ModSeq(value) : null;

    /// <summary>ALL; null without one: nothing was found.</summary>
    public SequenceSet? All => Find("ALL") is { } value ? SequenceSet.Parse(value.ToString()) : null;

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        WriteStart(ref writer, Tag is { } tag ? tag.Span : default, IsUid);
        foreach (ESearchItem item in Items)
        {
            writer.WriteSpace();
            writer.WriteAscii(item.Name);
            writer.WriteSpace();
            writer.WriteRaw(item.Value.Span);
        }
    }

    /// <summary>Writes "* ESEARCH (TAG "x") UID"; each item is then written behind a space.</summary>
    public static void WriteStart(ref ImapWriter writer, ReadOnlySpan<byte> tag, bool isUid)
    {
        writer.WriteRaw("* ESEARCH"u8);
        if (!tag.IsEmpty)
        {
            writer.WriteRaw(" (TAG "u8);
            writer.WriteString(tag); // RFC 4466 has string, RFC 9051 astring: a string is both
            writer.WriteRaw((byte)')');
        }

        writer.WriteRaw(isUid ? " UID"u8 : ""u8);
    }

    // esearch-response = "ESEARCH" [SP "(" "TAG" SP tag-string ")"] [SP "UID"] *(SP search-return-data)
    internal static ESearchResponse ReadData(ref ImapReader reader)
    {
        OctetString? tag = null;
        if (reader.Rest is [(byte)' ', (byte)'(', ..])
        {
            reader.ReadSpace();
            reader.ReadOpen();
            reader.ReadWord("TAG"u8);
            reader.ReadSpace();
            tag = reader.ReadAString("a tag");
            if (tag is { Length: 0 })
            {
                throw reader.Wanted("a tag before here"); // no command has an empty one: it would be written as if there were none
            }

            reader.ReadClose();
        }

        bool isUid = false;
        var items = new List<ESearchItem>();
        while (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            if (items.Count == 0 && !isUid && reader.TryReadWord("UID"u8))
            {
                isUid = true;
                continue;
            }

            string name = System.Text.Encoding.ASCII.GetString(reader.ReadAtom("a search result")).ToUpperInvariant();
            reader.ReadSpace();
            int start = reader.Position;
            var item = new ESearchItem(name, reader.ReadAnyValue());
            items.Add(IsWellFormed(item) ? item : throw new ImapSyntaxException($"Expected the value of {name}", start));
        }

        return new(tag, isUid, ValueList.From(items));
    }

    // MIN, MAX and COUNT are numbers of 32 bits, ALL is a set without "$": then the properties above cannot fail.
    private static bool IsWellFormed(ESearchItem item)
    {
        if (item.Name is not "ALL")
        {
            return item.Name is not ("MIN" or "MAX" or "COUNT" or "MODSEQ")
                || ImapNumber.TryParse(item.Value.Span, item.Name == "MODSEQ" ? ImapNumber.MaxNumber64 : ImapNumber.MaxNumber, out _);
        }

        var reader = new ImapReader(item.Value.Span);
        bool isSet = !reader.ReadSequenceSet().IsSavedResult;
        return isSet && reader.AtEnd;
    }

    private OctetString? Find(string name)
    {
        foreach (ESearchItem item in Items)
        {
            if (item.Name == name)
            {
                return item.Value;
            }
        }

        return null;
    }

    private ulong? Number(string name) =>
        Find(name) is { } value && ImapNumber.TryParse(value.Span, ImapNumber.MaxNumber64, out ulong number) ? number : null;
}

namespace Postroom.Imap;

/// <summary>A condition of SEARCH (search-key, RFC 9051 §6.4.4). Extensions derive their own.</summary>
public abstract record SearchKey
{
    /// <summary>Writes the key; what holds other keys writes them too.</summary>
    public abstract void Write(ref ImapWriter writer);
}

/// <summary>ALL, and from RFC 3501 NEW, OLD and RECENT: a key that is nothing but its name.</summary>
/// <param name="Name">In capitals.</param>
public sealed record NamedSearchKey(string Name) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => writer.WriteAscii(Name);
}

/// <summary>ANSWERED, UNSEEN, KEYWORD x, UNKEYWORD x, ...: a flag is set, or is not.</summary>
/// <param name="Flag">Which.</param>
/// <param name="IsSet">False for the UN... keys.</param>
public sealed record SearchFlag(Flag Flag, bool IsSet) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsSet ? ""u8 : "UN"u8);
        writer.WriteAscii(Flag.IsKeyword ? "KEYWORD " : "");
        writer.WriteAscii(Flag.IsKeyword ? Flag.Name : Flag.Name[1..].ToUpperInvariant());
    }
}

/// <summary>Where a text is looked for.</summary>
public enum SearchTextField
{
    /// <summary>BCC.</summary>
    Bcc,

    /// <summary>BODY.</summary>
    Body,

    /// <summary>CC.</summary>
    Cc,

    /// <summary>FROM.</summary>
    From,

    /// <summary>SUBJECT.</summary>
    Subject,

    /// <summary>TEXT: header or body.</summary>
    Text,

    /// <summary>TO.</summary>
    To,
}

/// <summary>BCC, BODY, CC, FROM, SUBJECT, TEXT, TO: the field contains the text.</summary>
/// <param name="Field">Where.</param>
/// <param name="Value">In SEARCH's charset; "" is contained in everything.</param>
public sealed record SearchText(SearchTextField Field, OctetString Value) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteAscii(Field.ToString().ToUpperInvariant());
        writer.WriteSpace();
        writer.WriteAString(Value.Span);
    }
}

/// <summary>HEADER field text; "" asks for any message that has the field.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">In SEARCH's charset.</param>
public sealed record SearchHeader(OctetString Name, OctetString Value) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("HEADER "u8);
        writer.WriteAString(Name.Span);
        writer.WriteSpace();
        writer.WriteAString(Value.Span);
    }
}

/// <summary>How a date lies.</summary>
public enum SearchDateRelation
{
    /// <summary>Earlier than the day.</summary>
    Before,

    /// <summary>Within the day.</summary>
    On,

    /// <summary>Within the day or later.</summary>
    Since,
}

/// <summary>BEFORE, ON, SINCE and SENTBEFORE, SENTON, SENTSINCE; time and zone do not count.</summary>
/// <param name="Relation">How.</param>
/// <param name="Date">The day.</param>
/// <param name="IsSent">The Date field counts, not INTERNALDATE.</param>
public sealed record SearchDate(SearchDateRelation Relation, DateOnly Date, bool IsSent) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsSent ? "SENT"u8 : ""u8);
        writer.WriteAscii(Relation.ToString().ToUpperInvariant());
        writer.WriteSpace();
        writer.WriteDate(Date);
    }
}

/// <summary>LARGER and SMALLER.</summary>
/// <param name="IsLarger">Which.</param>
/// <param name="Octets">RFC822.SIZE is compared with this.</param>
public sealed record SearchSize(bool IsLarger, ulong Octets) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsLarger ? "LARGER "u8 : "SMALLER "u8);
        writer.WriteNumber(Octets);
    }
}

/// <summary>A sequence-set, or UID and one.</summary>
/// <param name="Messages">Which messages.</param>
/// <param name="IsUid">The numbers are UIDs.</param>
public sealed record SearchSet(SequenceSet Messages, bool IsUid) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsUid ? "UID "u8 : ""u8);
        writer.WriteSequenceSet(Messages);
    }
}

/// <summary>NOT key.</summary>
/// <param name="Key">What must not hold.</param>
public sealed record SearchNot(SearchKey Key) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("NOT "u8);
        Key.Write(ref writer);
    }
}

/// <summary>OR, flattened: OR a OR b c is one of three keys, however the ORs were nested.</summary>
/// <param name="Keys">At least two, none of them a SearchOr.</param>
public sealed record SearchOr(ValueList<SearchKey> Keys) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        for (int i = 0; i < Keys.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            writer.WriteRaw(i < Keys.Count - 1 ? "OR "u8 : ""u8);
            Keys[i].Write(ref writer);
        }
    }
}

/// <summary>Keys in parentheses, or those of the whole command: all must hold.</summary>
/// <param name="Keys">At least one.</param>
public sealed record SearchAnd(ValueList<SearchKey> Keys) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw((byte)'(');
        WriteKeys(ref writer);
        writer.WriteRaw((byte)')');
    }

    internal void WriteKeys(ref ImapWriter writer)
    {
        for (int i = 0; i < Keys.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            Keys[i].Write(ref writer);
        }
    }
}

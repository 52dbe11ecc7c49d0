namespace Postroom.Store;

/// <summary>A message's stable identity (OBJECTID's EMAILID, RFC 8474 §5.1): kept by COPY and MOVE.</summary>
/// <remarks>128 random bits, unique server-wide; the text form is 'e' and 26 characters of base 32. The default value names nothing.</remarks>
public readonly record struct EmailId(Guid Value) : IComparable<EmailId>
{
    /// <summary>True when this is the default value, which names nothing.</summary>
    public bool IsEmpty => Value == Guid.Empty;

    /// <summary>A new random identity.</summary>
    public static EmailId New() => new(ObjectIdText.Random());

    /// <summary>Reads the text form; false when <paramref name="text"/> is not one of ours.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EmailId id)
    {
        bool read = ObjectIdText.TryParse('e', text, out Guid value);
        id = new(value);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(EmailId other) => Value.CompareTo(other.Value);

    /// <summary>Orders by value.</summary>
    public static bool operator <(EmailId left, EmailId right) => left.Value < right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >(EmailId left, EmailId right) => left.Value > right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator <=(EmailId left, EmailId right) => left.Value <= right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >=(EmailId left, EmailId right) => left.Value >= right.Value;

    /// <summary>The text form, as the wire and file names show it.</summary>
    public override string ToString() => ObjectIdText.Format('e', Value);
}

namespace Postroom.Store;

/// <summary>A mailbox's stable identity (OBJECTID's MAILBOXID, RFC 8474 §4): kept by RENAME.</summary>
/// <remarks>128 random bits, unique server-wide; the text form is 'm' and 26 characters of base 32. The default value names nothing.</remarks>
public readonly record struct MailboxId(Guid Value) : IComparable<MailboxId>
{
    /// <summary>True when this is the default value, which names nothing.</summary>
    public bool IsEmpty => Value == Guid.Empty;

    /// <summary>A new random identity.</summary>
    public static MailboxId New() => new(ObjectIdText.Random());

    /// <summary>Reads the text form; false when <paramref name="text"/> is not one of ours.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MailboxId id)
    {
        bool read = ObjectIdText.TryParse('m', text, out Guid value);
        id = new(value);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(MailboxId other) => Value.CompareTo(other.Value);

    /// <summary>Orders by value.</summary>
    public static bool operator <(MailboxId left, MailboxId right) => left.Value < right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >(MailboxId left, MailboxId right) => left.Value > right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator <=(MailboxId left, MailboxId right) => left.Value <= right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >=(MailboxId left, MailboxId right) => left.Value >= right.Value;

    /// <summary>The text form, as the wire and file names show it.</summary>
    public override string ToString() => ObjectIdText.Format('m', Value);
}

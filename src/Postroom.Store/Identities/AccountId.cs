namespace Postroom.Store;

/// <summary>Who owns mail: an account's identity; its login name is only an attribute.</summary>
/// <remarks>128 random bits, unique server-wide; the text form is 'a' and 26 characters of base 32. The default value names nothing.</remarks>
public readonly record struct AccountId(Guid Value) : IComparable<AccountId>
{
    /// <summary>True when this is the default value, which names nothing.</summary>
    public bool IsEmpty => Value == Guid.Empty;

    /// <summary>Who is let in without proving anything (RFC 4505): no account has it, rights can be given to it.</summary>
    public static AccountId Anonymous { get; } = new(new Guid(1, 0, 0, new byte[8]));

    /// <summary>Whose mail it is that nobody has: what <see cref="Anonymous"/> finds in place of an account of its own.</summary>
    internal static AccountId Nobody { get; } = new(new Guid(2, 0, 0, new byte[8]));

    /// <summary>A new random identity.</summary>
    public static AccountId New() => new(ObjectIdText.Random());

    /// <summary>Reads the text form; false when <paramref name="text"/> is not one of ours.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AccountId id)
    {
        bool read = ObjectIdText.TryParse('a', text, out Guid value);
        id = new(value);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(AccountId other) => Value.CompareTo(other.Value);

    /// <summary>Orders by value.</summary>
    public static bool operator <(AccountId left, AccountId right) => left.Value < right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >(AccountId left, AccountId right) => left.Value > right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator <=(AccountId left, AccountId right) => left.Value <= right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >=(AccountId left, AccountId right) => left.Value >= right.Value;

    /// <summary>The text form, as the wire and file names show it.</summary>
    public override string ToString() => ObjectIdText.Format('a', Value);
}

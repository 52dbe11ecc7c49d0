namespace Postroom.Store;

/// <summary>The identity of the conversation a message belongs to (OBJECTID's THREADID, RFC 8474 §5.2): never changes once given.</summary>
/// <remarks>128 random bits, unique server-wide; the text form is 't' and 26 characters of base 32. The default value names nothing.</remarks>
public readonly record struct ThreadId(Guid Value) : IComparable<ThreadId>
{
    /// <summary>True when this is the default value, which names nothing.</summary>
    public bool IsEmpty => Value == Guid.Empty;

    /// <summary>A new random identity.</summary>
    public static ThreadId New() => new(ObjectIdText.Random());

    /// <summary>Reads the text form; false when <paramref name="text"/> is not one of ours.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ThreadId id)
    {
        bool read = ObjectIdText.TryParse('t', text, out Guid value);
        id = new(value);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(ThreadId other) => Value.CompareTo(other.Value);

    /// <summary>Orders by value.</summary>
    public static bool operator <(ThreadId left, ThreadId right) => left.Value < right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >(ThreadId left, ThreadId right) => left.Value > right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator <=(ThreadId left, ThreadId right) => left.Value <= right.Value;

    /// <summary>Orders by value.</summary>
    public static bool operator >=(ThreadId left, ThreadId right) => left.Value >= right.Value;

    /// <summary>The text form, as the wire and file names show it.</summary>
    public override string ToString() => ObjectIdText.Format('t', Value);
}

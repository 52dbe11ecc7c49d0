namespace Postroom.Imap;

/// <summary>The octets of a message or of a part of one: in the input, or detached (<see cref="DetachedLiteral"/>).</summary>
/// <remarks>Over an <see cref="ImapReader"/> made from memory <see cref="Bytes"/> is a slice of that memory and lives as long as it does.</remarks>
public readonly struct MessageLiteral : IEquatable<MessageLiteral>
{
    private readonly int _detached; // index + 1: default(MessageLiteral) is an empty literal in the input

    /// <summary>Octets at hand.</summary>
    public MessageLiteral(ReadOnlyMemory<byte> bytes, bool isBinary = false)
    {
        Bytes = bytes;
        Length = bytes.Length;
        IsBinary = isBinary;
    }

    private MessageLiteral(int index, long length, bool isBinary)
    {
        _detached = index + 1;
        Length = length;
        IsBinary = isBinary;
    }

    /// <summary>The octets; empty if <see cref="IsDetached"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How many octets, wherever they are.</summary>
    public long Length { get; }

    /// <summary>Came, or goes out, as literal8: it may hold NUL (RFC 3516 §4.2).</summary>
    public bool IsBinary { get; }

    /// <summary>The octets are kept elsewhere.</summary>
    public bool IsDetached => _detached != 0;

    /// <summary>Which staged message; -1 if the octets are at hand.</summary>
    public int DetachedIndex => _detached - 1;

    /// <summary>Stands for <paramref name="length"/> octets kept elsewhere under <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Either is negative.</exception>
    public static MessageLiteral Detached(int index, long length, bool isBinary = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new MessageLiteral(index, length, isBinary);
    }

    /// <summary>Same octets, or the same detached ones, announced alike.</summary>
    public bool Equals(MessageLiteral other) =>
        _detached == other._detached && Length == other.Length && IsBinary == other.IsBinary && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageLiteral other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_detached, Length, IsBinary);

    /// <summary>Same octets.</summary>
    public static bool operator ==(MessageLiteral left, MessageLiteral right) => left.Equals(right);

    /// <summary>Other octets.</summary>
    public static bool operator !=(MessageLiteral left, MessageLiteral right) => !left.Equals(right);
}

using System.Text;

namespace Postroom.Imap;

/// <summary>Octets of a string as they were sent, compared octet by octet; a nullable one is IMAP's nstring, null its NIL.</summary>
/// <remarks>Most hold UTF-8 or ASCII, but mail in the wild and SEARCH in other charsets hold anything.</remarks>
public readonly struct OctetString : IEquatable<OctetString>
{
    private readonly byte[]? _octets;

    /// <summary>Copies <paramref name="octets"/>.</summary>
    public OctetString(ReadOnlySpan<byte> octets) => _octets = octets.ToArray();

    /// <summary>The UTF-8 octets of <paramref name="text"/>.</summary>
    public OctetString(string text) => _octets = Encoding.UTF8.GetBytes(text);

    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Span => _octets;

    /// <summary>How many octets.</summary>
    public int Length => _octets?.Length ?? 0;

    /// <summary>Makes zeros of a secret: whoever has a copy of this value has the same octets.</summary>
    internal void Wipe() => _octets.AsSpan().Clear();

    /// <summary>A copy of the octets.</summary>
    public static implicit operator OctetString(ReadOnlySpan<byte> octets) => new(octets);

    /// <summary>Equal without regard to the case of ASCII letters.</summary>
    public bool EqualsIgnoreCase(ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(Span, other);

    /// <summary>Same octets.</summary>
    public bool Equals(OctetString other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OctetString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The octets read as UTF-8, U+FFFD for what is not.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>Same octets.</summary>
    public static bool operator ==(OctetString left, OctetString right) => left.Equals(right);

    /// <summary>Other octets.</summary>
    public static bool operator !=(OctetString left, OctetString right) => !left.Equals(right);
}

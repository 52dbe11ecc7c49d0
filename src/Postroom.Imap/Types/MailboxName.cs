using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Imap;

/// <summary>A valid mailbox name in its one form: NFC, "/" between levels, INBOX in capitals as the first level (RFC 9051 §5.1).</summary>
/// <remarks>
/// At most 1,000 octets of UTF-8 and 64 levels; no control characters, no empty level, none that is "." or "..". Compared exactly.
/// </remarks>
public sealed class MailboxName : IEquatable<MailboxName>, IComparable<MailboxName>
{
    /// <summary>Between two levels of the hierarchy.</summary>
    public const char Separator = '/';

    /// <summary>The longest name, in octets of UTF-8.</summary>
    public const int MaxOctets = 1000;

    /// <summary>The most levels.</summary>
    public const int MaxLevels = 64;

    private MailboxName(string value, string? given = null) => (Value, Given) = (value, given);

    /// <summary>The user's INBOX.</summary>
    public static MailboxName Inbox { get; } = new("INBOX");

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>What was given for it, where that was another form of Unicode, or INBOX in other letters; null where nothing was changed.</summary>
    /// <remarks>OLDNAME tells it (RFC 9051 §6.3.9.7, §8). It says nothing of which name it is: it is not compared.</remarks>
    public string? Given { get; }

    /// <summary>It is INBOX itself.</summary>
    public bool IsInbox => Value == "INBOX";

    /// <summary>The name of the level above; null at the top.</summary>
    public MailboxName? Parent => Value.LastIndexOf(Separator) is int at and > 0 ? new(Value[..at]) : null;

    /// <summary>The last level.</summary>
    public string Leaf => Value[(Value.LastIndexOf(Separator) + 1)..];

    /// <summary>How many levels: 1 to 64.</summary>
    public int LevelCount => Value.AsSpan().Count(Separator) + 1;

    /// <summary>Makes the one form of <paramref name="text"/>, or tells why there is none.</summary>
    public static bool TryCreate(string text, [NotNullWhen(true)] out MailboxName? name, out MailboxNameError error)
    {
        name = null;
        if (text.Length > MaxOctets) // more characters than octets are allowed: not worth normalizing
        {
            error = MailboxNameError.TooLong;
            return false;
        }

        if (!TryNormalize(text, out string canonical))
        {
            error = MailboxNameError.BadEncoding;
            return false;
        }

        error = Check(canonical);
        if (error != MailboxNameError.None)
        {
            return false;
        }

        canonical = WithCanonicalInbox(canonical);
        name = new(canonical, canonical == text ? null : text);
        return true;
    }

    /// <summary>Makes the one form of <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It is no mailbox name; the message tells why.</exception>
    public static MailboxName Parse(string text) =>
        TryCreate(text, out MailboxName? name, out MailboxNameError error) ? name : throw new FormatException(Describe(error));

    /// <summary>Reads a name as it stands on the wire in <paramref name="dialect"/>.</summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> wire, ImapDialect dialect, [NotNullWhen(true)] out MailboxName? name, out MailboxNameError error)
    {
        name = null;
        if (!TryDecodeText(wire, dialect, out string text))
        {
            error = MailboxNameError.BadEncoding;
            return false;
        }

        return TryCreate(text, out name, out error);
    }

    /// <summary>The name in modified UTF-7 (RFC 3501 §5.1.3).</summary>
    public byte[] ToModifiedUtf7()
    {
        var buffer = new byte[ModifiedUtf7.MaxEncodedLength(Value.Length)];
        return buffer[..ModifiedUtf7.Encode(Value, buffer)];
    }

    /// <summary>True if this is <paramref name="other"/>'s child, or a child of one.</summary>
    public bool IsBelow(MailboxName other) =>
        Value.Length > other.Value.Length && Value[other.Value.Length] == Separator && Value.StartsWith(other.Value, StringComparison.Ordinal);

    /// <summary>The name this gets when <paramref name="from"/>, which it is or is below, becomes <paramref name="to"/> (RENAME).</summary>
    /// <exception cref="ArgumentException">It is not <paramref name="from"/> nor below it.</exception>
    /// <exception cref="FormatException">The new name is too long or too deep.</exception>
    public MailboxName Rebase(MailboxName from, MailboxName to)
    {
        if (!Equals(from) && !IsBelow(from))
        {
            throw new ArgumentException("The name is not below the one that is replaced.", nameof(from));
        }

        return Parse(to.Value + Value[from.Value.Length..]);
    }

    /// <summary>A sentence for people about <paramref name="error"/>, safe to send.</summary>
    public static string Describe(MailboxNameError error) => error switch
    {
        MailboxNameError.Empty => "A mailbox name has at least one character",
        MailboxNameError.BadEncoding => "The mailbox name is not encoded correctly",
        MailboxNameError.ControlCharacter => "A mailbox name has no control characters",
        MailboxNameError.EmptyLevel => "A level of a mailbox name has at least one character",
        MailboxNameError.DotLevel => "A level of a mailbox name is not \".\" or \"..\"",
        MailboxNameError.TooLong => "A mailbox name has at most 1000 octets",
        MailboxNameError.TooDeep => "A mailbox name has at most 64 levels",
        _ => "The mailbox name is valid",
    };

    /// <summary>Same name.</summary>
    public bool Equals(MailboxName? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MailboxName);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Ordinal, INBOX first.</summary>
    public int CompareTo(MailboxName? other) => other is null ? 1
        : IsInbox != other.IsInbox ? (IsInbox ? -1 : 1)
        : string.CompareOrdinal(Value, other.Value);

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    /// <summary>Same name.</summary>
    public static bool operator ==(MailboxName? left, MailboxName? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Another name.</summary>
    public static bool operator !=(MailboxName? left, MailboxName? right) => !(left == right);

    /// <summary>Sorts before.</summary>
    public static bool operator <(MailboxName left, MailboxName right) => left.CompareTo(right) < 0;

    /// <summary>Sorts after.</summary>
    public static bool operator >(MailboxName left, MailboxName right) => left.CompareTo(right) > 0;

    /// <summary>Sorts before, or is the same.</summary>
    public static bool operator <=(MailboxName left, MailboxName right) => left.CompareTo(right) <= 0;

    /// <summary>Sorts after, or is the same.</summary>
    public static bool operator >=(MailboxName left, MailboxName right) => left.CompareTo(right) >= 0;

    /// <summary>The characters of a name, a reference or a pattern; nothing but the encoding is checked.</summary>
    internal static bool TryDecodeText(ReadOnlySpan<byte> wire, ImapDialect dialect, out string text)
    {
        if (dialect == ImapDialect.Rev1)
        {
            return ModifiedUtf7.TryDecode(wire, out text);
        }

        bool valid = Utf8.IsValid(wire);
        text = valid ? Encoding.UTF8.GetString(wire) : "";
        return valid;
    }

    internal static bool TryNormalize(string text, out string normalized)
    {
        normalized = text;
        if (System.Text.Ascii.IsValid(text))
        {
            return true;
        }

        for (int i = 0; i < text.Length;)
        {
            // Half a character, or what Unicode says is none (its section 23.7): Normalize throws, on every system or on some.
            if (!Rune.TryGetRuneAt(text, i, out Rune rune) || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
            {
                return false;
            }

            i += rune.Utf16SequenceLength;
        }

        normalized = text.Normalize(NormalizationForm.FormC);
        return true;
    }

    internal static string WithCanonicalInbox(string name) =>
        name.StartsWith("INBOX", StringComparison.OrdinalIgnoreCase) && (name.Length == 5 || name[5] == Separator) ? "INBOX" + name[5..] : name;

    private static MailboxNameError Check(string name)
    {
        if (name.Length == 0)
        {
            return MailboxNameError.Empty;
        }

        if (Encoding.UTF8.GetByteCount(name) > MaxOctets)
        {
            return MailboxNameError.TooLong;
        }

        foreach (char c in name)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                return MailboxNameError.ControlCharacter;
            }
        }

        int levels = 0;
        foreach (Range range in name.AsSpan().Split(Separator))
        {
            ReadOnlySpan<char> level = name.AsSpan(range);
            if (level.IsEmpty)
            {
                return MailboxNameError.EmptyLevel;
            }

            if (level is "." or "..")
            {
                return MailboxNameError.DotLevel;
            }

            levels++;
        }

        return levels > MaxLevels ? MailboxNameError.TooDeep : MailboxNameError.None;
    }
}

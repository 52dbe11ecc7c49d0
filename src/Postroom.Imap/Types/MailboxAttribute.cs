using System.Text;

namespace Postroom.Imap;

/// <summary>A mailbox name attribute, as LIST shows it (RFC 9051 §7.3.1, special uses: RFC 6154 §2); case does not count.</summary>
public readonly struct MailboxAttribute : IEquatable<MailboxAttribute>
{
    private static readonly AsciiNameTable<string> WellKnown = new(new[]
    {
        "\\NonExistent", "\\Noinferiors", "\\Noselect", "\\Marked", "\\Unmarked", "\\HasChildren", "\\HasNoChildren", "\\Subscribed",
        "\\Remote", "\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Junk", "\\Sent", "\\Trash", "\\Important", "\\NoAccess",
    }.Select(static name => KeyValuePair.Create(name, name)));

    private readonly string? _name;

    private MailboxAttribute(string name) => _name = name;

    /// <summary>\NoAccess: it can be looked up, and may not be read (RFC 5465 §3.1, §5.9).</summary>
    public static MailboxAttribute NoAccess { get; } = Parse("\\NoAccess");

    /// <summary>\NonExistent: the name is no mailbox, but has children or a subscription.</summary>
    public static MailboxAttribute NonExistent { get; } = Parse("\\NonExistent");

    /// <summary>\Noinferiors: no children can be made.</summary>
    public static MailboxAttribute NoInferiors { get; } = Parse("\\Noinferiors");

    /// <summary>\Noselect: cannot be selected.</summary>
    public static MailboxAttribute NoSelect { get; } = Parse("\\Noselect");

    /// <summary>\Marked: has messages added since it was last selected.</summary>
    public static MailboxAttribute Marked { get; } = Parse("\\Marked");

    /// <summary>\Unmarked: has none.</summary>
    public static MailboxAttribute Unmarked { get; } = Parse("\\Unmarked");

    /// <summary>\HasChildren (RFC 3348).</summary>
    public static MailboxAttribute HasChildren { get; } = Parse("\\HasChildren");

    /// <summary>\HasNoChildren (RFC 3348).</summary>
    public static MailboxAttribute HasNoChildren { get; } = Parse("\\HasNoChildren");

    /// <summary>\Subscribed.</summary>
    public static MailboxAttribute Subscribed { get; } = Parse("\\Subscribed");

    /// <summary>\Remote.</summary>
    public static MailboxAttribute Remote { get; } = Parse("\\Remote");

    /// <summary>\All.</summary>
    public static MailboxAttribute All { get; } = Parse("\\All");

    /// <summary>\Archive.</summary>
    public static MailboxAttribute Archive { get; } = Parse("\\Archive");

    /// <summary>\Drafts.</summary>
    public static MailboxAttribute Drafts { get; } = Parse("\\Drafts");

    /// <summary>\Flagged.</summary>
    public static MailboxAttribute Flagged { get; } = Parse("\\Flagged");

    /// <summary>\Junk.</summary>
    public static MailboxAttribute Junk { get; } = Parse("\\Junk");

    /// <summary>\Sent.</summary>
    public static MailboxAttribute Sent { get; } = Parse("\\Sent");

    /// <summary>\Trash.</summary>
    public static MailboxAttribute Trash { get; } = Parse("\\Trash");

    /// <summary>\Important (RFC 8457).</summary>
    public static MailboxAttribute Important { get; } = Parse("\\Important");

    /// <summary>With its "\", spelled as in its RFC if it is a known one.</summary>
    public string Name => _name ?? "";

    /// <summary>One of the uses of RFC 6154 and 8457.</summary>
    public bool IsSpecialUse => this == All || this == Archive || this == Drafts || this == Flagged || this == Junk || this == Sent
        || this == Trash || this == Important;

    /// <summary>Reads an attribute's text.</summary>
    /// <exception cref="FormatException">It is not "\" and an atom.</exception>
    public static MailboxAttribute Parse(string text) => TryParse(Encoding.UTF8.GetBytes(text), out MailboxAttribute attribute)
        ? attribute
        : throw new FormatException("A mailbox attribute is \"\\\" and an atom.");

    /// <summary>Reads an attribute's octets: flag-extension = "\" atom. False if they are none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out MailboxAttribute attribute)
    {
        bool valid = octets.Length > 1 && octets[0] == (byte)'\\' && octets[1..].IndexOfAnyExcept(ImapChars.Atom) < 0;
        attribute = !valid ? default : new(WellKnown.TryGet(octets, out string? name) ? name : Encoding.ASCII.GetString(octets));
        return valid;
    }

    /// <summary>Same attribute; case does not count.</summary>
    public bool Equals(MailboxAttribute other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MailboxAttribute other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <summary>As on the wire.</summary>
    public override string ToString() => Name;

    /// <summary>Same attribute.</summary>
    public static bool operator ==(MailboxAttribute left, MailboxAttribute right) => left.Equals(right);

    /// <summary>Another attribute.</summary>
    public static bool operator !=(MailboxAttribute left, MailboxAttribute right) => !left.Equals(right);
}

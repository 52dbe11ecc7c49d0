using System.Text;

namespace Postroom.Imap;

/// <summary>A flag: a system flag (<c>\Seen</c>) or a keyword (<c>$Junk</c>); case does not count (RFC 9051 §2.3.2).</summary>
public readonly struct Flag : IEquatable<Flag>
{
    private static readonly AsciiNameTable<Flag> WellKnown = new((List<KeyValuePair<string, Flag>>) // of an array's enumerator nothing is compiled beforehand
    [
        new("\\Answered", new("\\Answered", SystemFlags.Answered)), new("\\Flagged", new("\\Flagged", SystemFlags.Flagged)),
        new("\\Deleted", new("\\Deleted", SystemFlags.Deleted)), new("\\Seen", new("\\Seen", SystemFlags.Seen)),
        new("\\Draft", new("\\Draft", SystemFlags.Draft)), new("\\Recent", new("\\Recent", SystemFlags.Recent)),
        new("$Forwarded", new("$Forwarded", default)), new("$MDNSent", new("$MDNSent", default)), new("$Junk", new("$Junk", default)),
        new("$NotJunk", new("$NotJunk", default)), new("$Phishing", new("$Phishing", default)), new("Junk", new("Junk", default)),
        new("NonJunk", new("NonJunk", default)), new("$Important", new("$Important", default)),
    ]);

    private readonly string? _name;

    private Flag(string name, SystemFlags system)
    {
        _name = name;
        System = system;
    }

    /// <summary>\Answered.</summary>
    public static Flag Answered { get; } = Parse("\\Answered");

    /// <summary>\Flagged.</summary>
    public static Flag Flagged { get; } = Parse("\\Flagged");

    /// <summary>\Deleted.</summary>
    public static Flag Deleted { get; } = Parse("\\Deleted");

    /// <summary>\Seen.</summary>
    public static Flag Seen { get; } = Parse("\\Seen");

    /// <summary>\Draft.</summary>
    public static Flag Draft { get; } = Parse("\\Draft");

    /// <summary>\Recent (RFC 3501 §2.3.2): no client may set it.</summary>
    public static Flag Recent { get; } = Parse("\\Recent");

    /// <summary>As it was written; <c>\Seen</c> and the other well-known ones as their RFCs spell them.</summary>
    public string Name => _name ?? "";

    /// <summary>Which system flag; None for keywords and for flags that start with "\" and that nobody knows.</summary>
    public SystemFlags System { get; }

    /// <summary>It starts with "\": a system flag, or one that a future RFC may define.</summary>
    public bool IsSystem => Name.StartsWith('\\');

    /// <summary>A keyword: an atom that users and clients choose.</summary>
    public bool IsKeyword => Name.Length > 0 && !IsSystem;

    /// <summary>Reads a flag's text.</summary>
    /// <exception cref="FormatException">It is none: "\" or an atom, or both.</exception>
    public static Flag Parse(string text) =>
        TryParse(Encoding.UTF8.GetBytes(text), out Flag flag) ? flag : throw new FormatException("A flag is an atom, perhaps after \"\\\".");

    /// <summary>Reads a flag's octets; without allocation for the well-known ones. False if they are no flag.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out Flag flag)
    {
        if (WellKnown.TryGet(octets, out flag))
        {
            return true;
        }

        ReadOnlySpan<byte> atom = octets.StartsWith("\\"u8) ? octets[1..] : octets;
        bool valid = !atom.IsEmpty && atom.IndexOfAnyExcept(ImapChars.Atom) < 0;
        flag = valid ? new(Encoding.ASCII.GetString(octets), default) : default;
        return valid;
    }

    /// <summary>Same flag; case does not count.</summary>
    public bool Equals(Flag other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase); // names are ASCII

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Flag other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <summary>As on the wire.</summary>
    public override string ToString() => Name;

    /// <summary>Same flag.</summary>
    public static bool operator ==(Flag left, Flag right) => left.Equals(right);

    /// <summary>Another flag.</summary>
    public static bool operator !=(Flag left, Flag right) => !left.Equals(right);
}

using System.Text;

namespace Postroom.Imap;

/// <summary>A MAILBOXID, EMAILID or THREADID (RFC 8474 §5): 1 to 255 of letters, digits, "_" and "-"; case counts.</summary>
public readonly record struct ObjectId
{
    private readonly string? _value;

    /// <exception cref="FormatException"><paramref name="value"/> is no objectid.</exception>
    public ObjectId(string value) => _value = IsValid(value) ? value : throw new FormatException("An objectid is 1 to 255 of A-Z a-z 0-9 _ -.");

    /// <summary>As on the wire.</summary>
    public string Value => _value ?? "";

    /// <summary>objectid = 1*255(ALPHA / DIGIT / "_" / "-") (RFC 8474 §7).</summary>
    public static bool IsValid(ReadOnlySpan<char> value)
    {
        foreach (char c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
            {
                return false;
            }
        }

        return value.Length is > 0 and <= 255;
    }

    /// <summary>As on the wire.</summary>
    public override string ToString() => Value;

    internal static bool TryParse(ReadOnlySpan<byte> octets, out ObjectId id)
    {
        string text = Encoding.ASCII.GetString(octets);
        bool valid = IsValid(text);
        id = valid ? new ObjectId(text) : default;
        return valid;
    }
}

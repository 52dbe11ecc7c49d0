using System.Text;

namespace Postroom.Imap.Server;

/// <summary>What a client says of itself, for the log: one short line that cannot be taken for another, whatever it says (RFC 2971 §4).</summary>
internal static class ClientLine
{
    private const int MaxCharacters = 300; // name, version, os and vendor take some 100

    /// <summary><c>name="sodr" version="19.34"</c>; what is neither a printable character of ASCII nor safe within quotes is "?".</summary>
    internal static string Of(ValueList<IdField> fields)
    {
        var line = new StringBuilder();
        foreach (IdField field in fields)
        {
            line.Append(line.Length == 0 ? "" : " ");
            Append(line, field.Name.Span);
            line.Append('=');
            if (field.Value is not { } value)
            {
                line.Append("NIL");
                continue;
            }

            line.Append('"');
            Append(line, value.Span);
            line.Append('"');
            if (line.Length > MaxCharacters)
            {
                return line.ToString(0, MaxCharacters) + "...";
            }
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets[..Math.Min(octets.Length, MaxCharacters)])
        {
            line.Append(octet is < 0x20 or > 0x7E or (byte)'"' or (byte)'\\' ? '?' : (char)octet);
        }
    }
}

using System.Globalization;
using System.Text;

namespace Postroom.Fuzz;

/// <summary>Octets as a line of text: what is not printable ASCII is \r, \n or \xHH, a backslash is \x5c.</summary>
internal static class Escaped
{
    public static string Of(ReadOnlySpan<byte> octets) => Of(Encoding.Latin1.GetString(octets));

    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char octet in text)
        {
            _ = octet switch
            {
                '\r' => line.Append("\\r"),
                '\n' => line.Append("\\n"),
                >= ' ' and < '\x7f' and not '\\' => line.Append(octet),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\x{(int)octet:x2}"),
            };
        }

        return line.ToString();
    }

    /// <exception cref="FormatException">A backslash stands before something else.</exception>
    public static byte[] Read(string line)
    {
        var octets = new List<byte>(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                octets.Add((byte)line[i]);
                continue;
            }

            switch (line[++i])
            {
                case 'r':
                    octets.Add((byte)'\r');
                    break;
                case 'n':
                    octets.Add((byte)'\n');
                    break;
                case 'x':
                    octets.Add(byte.Parse(line.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                default:
                    throw new FormatException($"\\{line[i]} is no escape.");
            }
        }

        return [.. octets];
    }
}

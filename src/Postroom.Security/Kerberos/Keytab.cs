using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postroom.Security;

/// <summary>Reads whose keys a keytab holds (MIT's file format, version 2); the keys themselves are the library's to read.</summary>
internal static class Keytab
{
    /// <summary>The principals, such as <c>imap/mail.example.org@EXAMPLE.ORG</c>, each once; false for what is no keytab.</summary>
    public static bool TryReadPrincipals(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out IReadOnlyList<string>? principals)
    {
        principals = null;
        var found = new List<string>();
        if (octets is not [5, 2, .. var rest])
            return false;
        while (rest.Length >= 4)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[4..];
            if (length == 0)
                break; // nothing follows
            long octetsOfEntry = Math.Abs((long)length); // a negative one is a hole, where a key was
            if (octetsOfEntry > rest.Length)
                return false;
            ReadOnlySpan<byte> entry = rest[..(int)octetsOfEntry];
            rest = rest[(int)octetsOfEntry..];
            if (length < 0)
                continue;
            if (!TryReadPrincipal(entry, out string? principal))
                return false;
            if (!found.Contains(principal))
                found.Add(principal);
        }

        principals = found;
        return true;
    }

    // entry = number of components, realm, components, ...: the key and its version follow.
    private static bool TryReadPrincipal(ReadOnlySpan<byte> entry, [NotNullWhen(true)] out string? principal)
    {
        principal = null;
        if (entry.Length < 2)
            return false;
        int count = BinaryPrimitives.ReadUInt16BigEndian(entry);
        entry = entry[2..];
        if (count == 0 || !TryReadText(ref entry, out string? realm))
            return false;
        var components = new List<string>();
        for (int i = 0; i < count; i++)
        {
            if (!TryReadText(ref entry, out string? component))
                return false;
            components.Add(component);
        }

        principal = $"{string.Join('/', components)}@{realm}";
        return true;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> entry, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (entry.Length < 2)
            return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(entry);
        entry = entry[2..];
        if (length > entry.Length)
            return false;
        text = Encoding.UTF8.GetString(entry[..length]);
        entry = entry[length..];
        return true;
    }
}

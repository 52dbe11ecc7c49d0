using System.Text;

namespace Postroom.Imap;

/// <summary>CAPABILITY (RFC 9051 §7.2.2).</summary>
/// <param name="Capabilities">As sent.</param>
public sealed record CapabilityResponse(ValueList<string> Capabilities) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* "u8);
        WriteData(ref writer, "CAPABILITY"u8, Capabilities);
    }

    internal static ValueList<string> ReadNames(ref ImapReader reader)
    {
        var names = new List<string>();
        while (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            names.Add(Encoding.ASCII.GetString(reader.ReadAtom("a capability")));
        }

        return ValueList.From(names);
    }

    internal static void WriteData(ref ImapWriter writer, ReadOnlySpan<byte> keyword, ValueList<string> names)
    {
        writer.WriteRaw(keyword);
        foreach (string name in names)
        {
            writer.WriteSpace();
            writer.WriteAscii(name);
        }
    }
}

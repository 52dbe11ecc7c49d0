using System.Text;

namespace Postroom.Imap;

/// <summary>ENABLE (RFC 9051 §6.3.1, RFC 5161).</summary>
/// <param name="Capabilities">In capitals; unknown ones are ignored by servers.</param>
public sealed record EnableArguments(ValueList<string> Capabilities) : IImapArguments<EnableArguments>
{
    // enable = "ENABLE" 1*(SP capability)
    /// <inheritdoc/>
    public static EnableArguments Read(ref ImapReader reader)
    {
        var capabilities = new List<string>();
        do
        {
            reader.ReadSpace();
            capabilities.Add(Encoding.ASCII.GetString(reader.ReadAtom("a capability")).ToUpperInvariant());
        }
        while (reader.Rest.Length > 1);
        reader.ReadEnd();
        return new(ValueList.From(capabilities));
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        foreach (string capability in Capabilities)
        {
            writer.WriteSpace();
            writer.WriteAscii(capability);
        }
    }
}

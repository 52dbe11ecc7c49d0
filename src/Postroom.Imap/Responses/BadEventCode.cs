using System.Text;

namespace Postroom.Imap;

/// <summary>BADEVENT (RFC 5465 §8).</summary>
/// <param name="Events">All that the server can tell of.</param>
public sealed record BadEventCode(ValueList<string> Events) : ResponseCode("BADEVENT")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("BADEVENT"u8);
        for (int i = 0; i < Events.Count; i++)
        {
            writer.WriteRaw(i == 0 ? " ("u8 : " "u8);
            writer.WriteAscii(Events[i]);
        }

        writer.WriteRaw((byte)')');
    }

    // unsupported-events-code = "BADEVENT" SP "(" event-name *(SP event-name) ")"
    internal static BadEventCode ReadData(ref ImapReader reader)
    {
        reader.ReadSpace();
        reader.ReadOpen();
        var events = new List<string>();
        do
        {
            events.Add(Encoding.ASCII.GetString(reader.ReadAtom("an event")));
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return new(ValueList.From(events));
    }
}

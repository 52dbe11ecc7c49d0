namespace Postroom.Imap;

/// <summary>What STATUS tells of a mailbox (status-att, RFC 9051 §6.3.11); extensions register more.</summary>
/// <param name="Name">In capitals.</param>
public sealed record StatusItem(string Name)
{
    // "(" status-att *(SP status-att) ")"
    internal static ValueList<StatusItem> ReadList(ref ImapReader reader)
    {
        var items = new List<StatusItem>();
        reader.ReadOpen();
        do
        {
            items.Add(reader.ReadRegistered(reader.Syntax.StatusItems, "STATUS item"));
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return ValueList.From(items);
    }

    internal static void WriteList(ref ImapWriter writer, ValueList<StatusItem> items)
    {
        writer.WriteRaw((byte)'(');
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteSpace();
            }

            writer.WriteAscii(items[i].Name);
        }

        writer.WriteRaw((byte)')');
    }
}

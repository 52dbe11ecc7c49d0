using System.Text;

namespace Postroom.Imap;

/// <summary>Something that NOTIFY asks to be told (event, RFC 5465 §5, §8).</summary>
/// <param name="Name">Spelled as in the RFC if it is known there, else as sent.</param>
/// <param name="Items">For MessageNew: what to fetch of a new message in the selected mailbox.</param>
public sealed record NotifyEvent(string Name, ValueList<FetchItem> Items = default)
{
    /// <summary>A message came (§5.2).</summary>
    public const string MessageNew = "MessageNew";

    /// <summary>A message went (§5.3).</summary>
    public const string MessageExpunge = "MessageExpunge";

    /// <summary>A message's flags changed (§5.1).</summary>
    public const string FlagChange = "FlagChange";

    /// <summary>A message's annotations changed (§5.1).</summary>
    public const string AnnotationChange = "AnnotationChange";

    /// <summary>A mailbox was made, deleted or renamed (§5.4).</summary>
    public const string MailboxName = "MailboxName";

    /// <summary>A name was subscribed to, or not any more (§5.5).</summary>
    public const string SubscriptionChange = "SubscriptionChange";

    /// <summary>A mailbox's metadata changed (§5.6).</summary>
    public const string MailboxMetadataChange = "MailboxMetadataChange";

    /// <summary>The server's metadata changed (§5.7).</summary>
    public const string ServerMetadataChange = "ServerMetadataChange";

    private static readonly string[] OfMessages = [MessageNew, MessageExpunge, FlagChange, AnnotationChange];

    private static readonly string[] Known = [.. OfMessages, MailboxName, SubscriptionChange, MailboxMetadataChange, ServerMetadataChange];

    /// <summary>The RFC has it; others are for its extensions (event-ext).</summary>
    public bool IsKnown => Known.Contains(Name);

    /// <summary>It is a message-event.</summary>
    public bool IsOfMessage => OfMessages.Contains(Name);

    // events = "(" event *(SP event) ")" / "NONE"
    internal static ValueList<NotifyEvent> ReadList(ref ImapReader reader)
    {
        if (reader.TryReadWord("NONE"u8))
        {
            return default;
        }

        var events = new List<NotifyEvent>();
        reader.ReadOpen();
        do
        {
            string name = Encoding.ASCII.GetString(reader.ReadAtom("an event"));
            name = Array.Find(Known, known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            events.Add(new(name, name == MessageNew ? ReadItems(ref reader) : default));
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return ValueList.From(events);
    }

    internal static void WriteList(ref ImapWriter writer, ValueList<NotifyEvent> events)
    {
        if (events.IsEmpty)
        {
            writer.WriteRaw("NONE"u8);
            return;
        }

        for (int i = 0; i < events.Count; i++)
        {
            writer.WriteRaw(i == 0 ? "("u8 : " "u8);
            writer.WriteAscii(events[i].Name);
            events[i].WriteItems(ref writer);
        }

        writer.WriteRaw((byte)')');
    }

    // "MessageNew" [SP "(" fetch-att *(SP fetch-att) ")"]
    private static ValueList<FetchItem> ReadItems(ref ImapReader reader)
    {
        if (reader.Rest is not [(byte)' ', (byte)'(', ..])
        {
            return default;
        }

        reader.ReadSpace();
        reader.ReadOpen();
        var items = new List<FetchItem>();
        do
        {
            items.Add(FetchItem.Read(ref reader));
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return ValueList.From(items);
    }

    private void WriteItems(ref ImapWriter writer)
    {
        for (int i = 0; i < Items.Count; i++)
        {
            writer.WriteRaw(i == 0 ? " ("u8 : " "u8);
            Items[i].Write(ref writer);
        }

        writer.WriteRaw(Items.IsEmpty ? ""u8 : ")"u8);
    }
}

using System.Text;

namespace Postroom.Imap;

/// <summary>Which mailboxes an <see cref="EventGroup"/> is about (filter-mailboxes, RFC 5465 §6).</summary>
public enum MailboxFilter
{
    /// <summary>The selected one, told at once.</summary>
    Selected,

    /// <summary>The selected one; what goes is told when a command permits it.</summary>
    SelectedDelayed,

    /// <summary>Personal ones that mail is delivered to.</summary>
    Inboxes,

    /// <summary>All personal ones.</summary>
    Personal,

    /// <summary>Those that are subscribed to.</summary>
    Subscribed,

    /// <summary>Those named and all below them.</summary>
    Subtree,

    /// <summary>Those named.</summary>
    Mailboxes,
}

/// <summary>What NOTIFY asks to be told of some mailboxes (event-group, RFC 5465 §8).</summary>
/// <param name="Filter">Which mailboxes.</param>
/// <param name="Mailboxes">For the filters that name some; what can be no mailbox's name was left out, since there is none (§3.1).</param>
/// <param name="Events">Empty is NONE.</param>
public sealed record EventGroup(MailboxFilter Filter, ValueList<MailboxName> Mailboxes, ValueList<NotifyEvent> Events)
{
    private static readonly string[] Words = ["selected", "selected-delayed", "inboxes", "personal", "subscribed", "subtree", "mailboxes"];

    /// <summary>It is about the selected mailbox.</summary>
    public bool IsOfSelected => Filter is MailboxFilter.Selected or MailboxFilter.SelectedDelayed;

    // event-group = "(" filter-mailboxes SP events ")"
    internal static EventGroup Read(ref ImapReader reader)
    {
        reader.ReadOpen();
        int start = reader.Position;
        string word = Encoding.ASCII.GetString(reader.ReadAtom("a mailbox filter"));
        int filter = Array.FindIndex(Words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
        if (filter < 0)
        {
            throw new ImapSyntaxException("Unknown mailbox filter", start);
        }

        reader.ReadSpace();
        ValueList<MailboxName> mailboxes = default;
        if ((MailboxFilter)filter is MailboxFilter.Subtree or MailboxFilter.Mailboxes)
        {
            mailboxes = ReadMailboxes(ref reader);
            reader.ReadSpace();
        }

        var group = new EventGroup((MailboxFilter)filter, mailboxes, NotifyEvent.ReadList(ref reader));
        group.Demand(start);
        reader.ReadClose();
        return group;
    }

    internal void Write(ref ImapWriter writer)
    {
        writer.WriteRaw((byte)'(');
        writer.WriteAscii(Words[(int)Filter]);
        writer.WriteSpace();
        if (Filter is MailboxFilter.Subtree or MailboxFilter.Mailboxes)
        {
            writer.WriteRaw(Mailboxes.Count switch { 0 => "\"\""u8, 1 => ""u8, _ => "("u8 }); // "" is no mailbox's name
            for (int i = 0; i < Mailboxes.Count; i++)
            {
                writer.WriteRaw(i > 0 ? " "u8 : ""u8);
                writer.WriteMailbox(Mailboxes[i]);
            }

            writer.WriteRaw(Mailboxes.Count > 1 ? ") "u8 : " "u8);
        }

        NotifyEvent.WriteList(ref writer, Events);
        writer.WriteRaw((byte)')');
    }

    // one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"
    private static ValueList<MailboxName> ReadMailboxes(ref ImapReader reader)
    {
        var names = new List<MailboxName>();
        bool isList = reader.TryRead((byte)'(');
        do
        {
            if (MailboxName.TryDecode(reader.ReadAString("a mailbox name"), reader.Dialect, out MailboxName? name, out _))
            {
                names.Add(name);
            }
        }
        while (isList && reader.TryReadSpace());
        if (isList)
        {
            reader.ReadClose();
        }

        return ValueList.From(names);
    }

    // "Otherwise, the server MUST respond with the tagged BAD response" (RFC 5465 §5), and the errors of §6.1 and §8.
    private void Demand(int position)
    {
        bool comes = Has(NotifyEvent.MessageNew), goes = Has(NotifyEvent.MessageExpunge);
        string? wrong = comes != goes ? "MessageNew and MessageExpunge go together"
            : !comes && (Has(NotifyEvent.FlagChange) || Has(NotifyEvent.AnnotationChange)) ? "Changes are told with MessageNew and MessageExpunge"
            : null;
        foreach (NotifyEvent one in Events)
        {
            wrong ??= IsOfSelected && one.IsKnown && !one.IsOfMessage ? "The selected mailbox has events of messages only"
                : !IsOfSelected && !one.Items.IsEmpty ? "Only messages of the selected mailbox are fetched"
                : null;
        }

        if (wrong is not null)
        {
            throw new ImapSyntaxException(wrong, position);
        }
    }

    private bool Has(string name)
    {
        foreach (NotifyEvent one in Events)
        {
            if (one.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}

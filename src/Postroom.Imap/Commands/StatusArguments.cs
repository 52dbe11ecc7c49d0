namespace Postroom.Imap;

/// <summary>STATUS (RFC 9051 §6.3.11).</summary>
/// <param name="Mailbox">Which.</param>
/// <param name="Items">At least one.</param>
public sealed record StatusArguments(MailboxName Mailbox, ValueList<StatusItem> Items) : IImapArguments<StatusArguments>
{
    // status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"
    /// <inheritdoc/>
    public static StatusArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        MailboxName mailbox = reader.ReadMailbox();
        reader.ReadSpace();
        ValueList<StatusItem> items = StatusItem.ReadList(ref reader);
        reader.ReadEnd();
        return new(mailbox, items);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteMailbox(Mailbox);
        writer.WriteSpace();
        StatusItem.WriteList(ref writer, Items);
    }
}

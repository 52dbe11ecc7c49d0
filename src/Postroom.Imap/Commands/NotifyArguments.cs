namespace Postroom.Imap;

/// <summary>NOTIFY (RFC 5465 §8).</summary>
/// <param name="Groups">What to be told of which mailboxes; empty is NONE.</param>
/// <param name="TellsStatus">STATUS: the mailboxes' numbers are told at once.</param>
public sealed record NotifyArguments(ValueList<EventGroup> Groups, bool TellsStatus = false) : IImapArguments<NotifyArguments>
{
    // notify = "NOTIFY" SP ("SET" [SP "STATUS"] SP event-group *(SP event-group) / "NONE")
    /// <inheritdoc/>
    public static NotifyArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        if (reader.TryReadWord("NONE"u8))
        {
            reader.ReadEnd();
            return new(default(ValueList<EventGroup>));
        }

        reader.ReadWord("SET"u8);
        reader.ReadSpace();
        bool tellsStatus = reader.TryReadWord("STATUS"u8);
        if (tellsStatus)
        {
            reader.ReadSpace();
        }

        var groups = new List<EventGroup>();
        bool hasSelected = false;
        do
        {
            var group = EventGroup.Read(ref reader);
            if (hasSelected && group.IsOfSelected)
            {
                throw reader.Wanted("SELECTED or SELECTED-DELAYED once at most before here"); // RFC 5465 §6.1
            }

            hasSelected |= group.IsOfSelected;
            groups.Add(group);
        }
        while (reader.Rest.Length > 1 && reader.TryReadSpace());
        reader.ReadEnd();
        return new(ValueList.From(groups), tellsStatus);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(Groups.IsEmpty ? " NONE"u8 : TellsStatus ? " SET STATUS"u8 : " SET"u8);
        foreach (EventGroup group in Groups)
        {
            writer.WriteSpace();
            group.Write(ref writer);
        }
    }
}

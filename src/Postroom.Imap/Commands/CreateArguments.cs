namespace Postroom.Imap;

/// <summary>CREATE (RFC 9051 §6.3.4, parameters: RFC 4466 §2.2).</summary>
/// <param name="Mailbox">The new name.</param>
/// <param name="Parameters">In the order sent.</param>
/// <param name="IsParent">The name ended in a separator: children will follow (RFC 9051 §6.3.4).</param>
public sealed record CreateArguments(MailboxName Mailbox, ValueList<CommandOption> Parameters = default, bool IsParent = false) : IImapArguments<CreateArguments>
{
    // create = "CREATE" SP mailbox [create-params]
    /// <inheritdoc/>
    public static CreateArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        int start = reader.Position;
        string text = reader.ReadMailboxText();
        bool isParent = text.Length > 1 && text.EndsWith(MailboxName.Separator);
        if (!MailboxName.TryCreate(isParent ? text[..^1] : text, out MailboxName? mailbox, out MailboxNameError error))
        {
            throw ImapReader.BadName(error, start);
        }

        ValueList<CommandOption> parameters = CommandOption.ReadTrailing(ref reader, reader.Syntax.CreateParameters, "CREATE parameter");
        reader.ReadEnd();
        return new(mailbox, parameters, isParent);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteMailboxText(IsParent ? Mailbox.Value + MailboxName.Separator : Mailbox.Value);
        CommandOption.WriteTrailing(ref writer, Parameters);
    }
}

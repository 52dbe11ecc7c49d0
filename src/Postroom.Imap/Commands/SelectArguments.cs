namespace Postroom.Imap;

/// <summary>SELECT and EXAMINE (RFC 9051 §6.3.2, parameters: RFC 4466 §2.1).</summary>
/// <param name="Mailbox">Which.</param>
/// <param name="Parameters">In the order sent.</param>
public sealed record SelectArguments(MailboxName Mailbox, ValueList<CommandOption> Parameters = default) : IImapArguments<SelectArguments>
{
    // select = "SELECT" SP mailbox [select-params]; examine likewise
    /// <inheritdoc/>
    public static SelectArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        MailboxName mailbox = reader.ReadMailbox();
        ValueList<CommandOption> parameters = CommandOption.ReadTrailing(ref reader, reader.Syntax.SelectParameters, "SELECT parameter");
        reader.ReadEnd();
        return new(mailbox, parameters);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteMailbox(Mailbox);
        CommandOption.WriteTrailing(ref writer, Parameters);
    }
}

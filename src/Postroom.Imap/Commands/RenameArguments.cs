namespace Postroom.Imap;

/// <summary>RENAME (RFC 9051 §6.3.6, parameters: RFC 4466 §2.3).</summary>
/// <param name="From">The name now.</param>
/// <param name="To">The new name.</param>
/// <param name="Parameters">In the order sent.</param>
public sealed record RenameArguments(MailboxName From, MailboxName To, ValueList<CommandOption> Parameters = default) : IImapArguments<RenameArguments>
{
    // rename = "RENAME" SP mailbox SP mailbox [rename-params]
    /// <inheritdoc/>
    public static RenameArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        MailboxName from = reader.ReadMailbox();
        reader.ReadSpace();
        MailboxName to = reader.ReadMailbox();
        ValueList<CommandOption> parameters = CommandOption.ReadTrailing(ref reader, reader.Syntax.RenameParameters, "RENAME parameter");
        reader.ReadEnd();
        return new(from, to, parameters);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteMailbox(From);
        writer.WriteSpace();
        writer.WriteMailbox(To);
        CommandOption.WriteTrailing(ref writer, Parameters);
    }
}

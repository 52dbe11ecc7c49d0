namespace Postroom.Imap.Server;

/// <summary>LIST responses of IMAP4rev2 that no LIST asked for: SELECT's, and those that tell what a name became (RFC 9051 §6.3.2, §6.3.9.7).</summary>
internal static class ListLine
{
    /// <summary>Where the client gave <paramref name="name"/> in another form, tells it what that is here.</summary>
    internal static ValueTask TellAsync(MailboxName name, ImapSession session, CancellationToken cancellationToken) =>
        name.Given is null ? ValueTask.CompletedTask : TellAsync(name, name.Given, session, cancellationToken);

    /// <summary>Tells an IMAP4rev2 client that <paramref name="oldName"/> is <paramref name="name"/> here.</summary>
    internal static async ValueTask TellAsync(MailboxName name, string oldName, ImapSession session, CancellationToken cancellationToken)
    {
        if (!session.IsRev2)
        {
            return;
        }

        ListedMailbox listed = await session.DescribeAsync(name, cancellationToken);
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            Write(session, listed, oldName);
        }
        finally
        {
            session.Output.Leave();
        }
    }

    /// <summary>Writes it, with OLDNAME unless that is null. The caller has the output's turn.</summary>
    internal static void Write(ImapSession session, ListedMailbox listed, string? oldName)
    {
        MailboxAttribute[] attributes = session.Protocol.AttributesOf(listed);
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        ListResponse.Write(ref writer, listed.IsSubscribed ? [.. attributes, MailboxAttribute.Subscribed] : attributes, listed.Name);
        if (oldName is not null)
        {
            writer.WriteRaw(" (\"OLDNAME\" ("u8);
            writer.WriteMailboxText(oldName, alwaysString: true);
            writer.WriteRaw("))"u8);
        }

        writer.WriteCrLf();
    }
}

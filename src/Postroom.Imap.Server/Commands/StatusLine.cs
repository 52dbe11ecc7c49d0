using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The STATUS response (RFC 3501 §7.2.4): for STATUS itself, and for LIST's RETURN (STATUS ...).</summary>
internal static class StatusLine
{
    /// <exception cref="ImapSyntaxException">An item that no extension took, or RECENT from who has enabled IMAP4rev2.</exception>
    internal static void Demand(ValueList<StatusItem> items, ImapSession session, int position)
    {
        foreach (StatusItem item in items)
        {
            if (session.Protocol.StatusWriter(item) is null || (session.IsRev2 && item.Name == "RECENT"))
            {
                throw new ImapSyntaxException($"Unknown STATUS item {item.Name}", position);
            }
        }
    }

    /// <summary>Asking for HIGHESTMODSEQ shows that the client is aware of CONDSTORE (RFC 7162 §3.1).</summary>
    internal static ValueTask NoteAsync(ValueList<StatusItem> items, ImapSession session, CancellationToken cancellationToken) =>
        items.Any(item => session.Protocol.Registry.CondStoreStatusItems.Contains(item.Name))
            ? session.BecomeCondStoreAwareAsync(cancellationToken)
            : ValueTask.CompletedTask;

    /// <summary>Writes it. The caller has the output's turn.</summary>
    internal static void Write(ImapSession session, MailboxInfo info, ValueList<StatusItem> items)
    {
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        writer.WriteRaw("* STATUS "u8);
        writer.WriteMailbox(info.Name);
        writer.WriteRaw(" ("u8);
        for (int i = 0; i < items.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            writer.WriteAscii(items[i].Name);
            writer.WriteSpace();
            session.Protocol.StatusWriter(items[i])!(new(session, info), ref writer);
        }

        writer.WriteRaw(")\r\n"u8);
    }
}

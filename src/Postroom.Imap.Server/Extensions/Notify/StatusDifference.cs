using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What STATUS is to tell of a mailbox that is not selected (RFC 5465 §3.1, §5.1 to §5.3).</summary>
internal static class StatusDifference
{
    private static readonly StatusItem Messages = new("MESSAGES");
    private static readonly StatusItem UidNext = new("UIDNEXT");
    private static readonly StatusItem UidValidity = new("UIDVALIDITY");
    private static readonly StatusItem Unseen = new("UNSEEN");
    private static readonly StatusItem HighestModSeq = new("HIGHESTMODSEQ");

    /// <summary>All that changes may be told of later: for a mailbox of which nothing was told yet.</summary>
    internal static ValueList<StatusItem> Whole(NotifyEvents events, ImapSession session)
    {
        List<StatusItem> items = [Messages, UidNext, UidValidity];
        bool hasFlags = (events & NotifyEvents.Flags) != 0;
        if (hasFlags)
        {
            items.Add(Unseen);
        }

        // "If the server also supports CONDSTORE": whether or not the client has shown that it knows it.
        if ((hasFlags || session.IsCondStoreAware) && session.Protocol.StatusWriter(HighestModSeq) is not null)
        {
            items.Add(HighestModSeq);
        }

        return ValueList.From(items);
    }

    /// <summary>What is other than it was told; empty if nothing is.</summary>
    internal static ValueList<StatusItem> Between(MailboxInfo told, MailboxInfo now, NotifyEvents events, ImapSession session)
    {
        if (told.UidValidity != now.UidValidity)
        {
            return Whole(events, session);
        }

        bool hasFlags = (events & NotifyEvents.Flags) != 0;
        bool counts = told.Messages != now.Messages || told.UidNext != now.UidNext;
        bool modSeq = session.IsCondStoreAware && (counts || (hasFlags && told.HighestModSeq != now.HighestModSeq));
        List<StatusItem> items = counts ? [UidNext, Messages] : [];
        if (modSeq)
        {
            items.Add(HighestModSeq);
        }

        if (modSeq && hasFlags)
        {
            items.Add(UidValidity); // "at least HIGHESTMODSEQ and UIDVALIDITY" (§5.1)
        }

        if (hasFlags && told.Unseen != now.Unseen)
        {
            items.Add(Unseen);
        }

        return ValueList.From(items);
    }
}

using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>SELECT (QRESYNC (...)): VANISHED (EARLIER), then a FETCH for each message that changed (RFC 7162 §3.2.5).</summary>
internal sealed class Resynchronization : ISelectParameter
{
    public void Demand(CommandOption option, CommandInput input, int position)
    {
        if (!input.Session.HasQResync)
        {
            throw new ImapSyntaxException("The parameter QRESYNC needs ENABLE QRESYNC", position);
        }

        if (input.Session.IsUidOnly && ((QResyncParameter)option).KnownPairs is not null)
        {
            throw Refusals.NoNumbers(position); // "the fourth SELECT QRESYNC parameter MUST NOT be used" (RFC 9586 §3.7)
        }
    }

    public async ValueTask TellAsync(CommandOption option, SessionView view, ImapSession session, CancellationToken cancellationToken)
    {
        var known = (QResyncParameter)option;
        if (known.UidValidity != view.SelectedAs.UidValidity || view.SelectedAs.UidNext == 1)
        {
            return; // "the server MUST ignore the remaining parameters": the client sees the other UIDVALIDITY
        }

        UidSet cared = known.KnownUids?.ResolveUids(null) ?? UidSet.Range(new Uid(1), new Uid((uint)(view.SelectedAs.UidNext - 1)));
        UidSet vanished = await EarlierVanished.SinceAsync(view, known.ModSeq, cared, cancellationToken);
        if (!vanished.IsEmpty && known.KnownPairs is { } pairs && LastMatch(pairs, view.Messages) is > 0 and var last)
        {
            vanished = vanished.Except(UidSet.Range(new Uid(1), new Uid(last))); // the client counted them: it knows
        }

        await EarlierVanished.WriteAsync(session.Output, vanished, cancellationToken);
        await TellChangedAsync(view, session, MessageSelection.ByUid(view.Messages, cared), known.ModSeq, cancellationToken);
    }

    // "If a pair matches, then the client knows of any expunges up to, and including, the message" (RFC 7162 §3.2.5.2).
    private static uint LastMatch(KnownPairs pairs, ViewMessages messages)
    {
        uint last = 0;
        foreach ((uint number, uint uid) in pairs.Numbers.Enumerate().Zip(pairs.Uids.Enumerate()))
        {
            if (number > messages.Count)
            {
                break;
            }

            last = messages.UidAt((int)number) == uid ? uid : last;
        }

        return last;
    }

    private static async ValueTask TellChangedAsync(
        SessionView view, ImapSession session, MessageSelection cared, ModSeq since, CancellationToken cancellationToken)
    {
        MailboxSnapshot now = view.Mailbox.Snapshot;
        MessageSelection changed = ChangedSinceModifier.Narrow(cared, now, since);
        var uids = new ViewCursor(view.Messages);
        var cursor = new SnapshotCursor(now);
        foreach (NumberRange range in changed.SequenceRanges)
        {
            for (uint sequence = range.First; sequence <= range.Last; sequence++)
            {
                uint uid = uids.UidAt((int)sequence);
                if (cursor.TryFind(uid, out MessageChunk chunk, out int index))
                {
                    view.WriteFlags(now, chunk, index, (int)sequence, withUid: true);
                    await session.Output.FlushIfLargeAsync(cancellationToken);
                }
            }
        }
    }
}

using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    private async ValueTask<Outcome?> UndeleteAsync(UndeleteMessages undelete)
    {
        if (_state.Mailboxes.Find(undelete.Mailbox) is not { } source)
        {
            return Refuse(RefusalReason.NonExistent, "There is no such mailbox.");
        }

        if (!Has(Right.Read) || await OpenAsync(undelete.Target, Right.Insert, RefusalReason.TryCreate).ConfigureAwait(false) is not { } target)
        {
            return null;
        }

        long key = source.Key.Value;
        var restored = new List<(Uid From, Uid To)>();
        foreach ((RowKey rowKey, ReadOnlyMemory<byte> value) in await _rows.ScanAsync(StoreTable.Expunged, new RowKey(key), new RowKey(key, long.MaxValue)).ConfigureAwait(false))
        {
            ExpungedRow row = ExpungedCodec.Read(rowKey.Minor, value.Span);
            List<ExpungedMessage> wanted = await ExpungedReading.ReadAsync(row, undelete.Uids, _rows.FindAsync).ConfigureAwait(false);
            if (!HasRoom(target, wanted.Count))
            {
                return null;
            }

            foreach (ExpungedMessage message in wanted)
            {
                if (!TryRestore(target, message, out Uid uid))
                {
                    return null;
                }

                restored.Add((message.Uid, uid));
            }

            if (wanted.Count > 0)
            {
                Write(StoreTable.Expunged, rowKey, ExpungedCodec.Write(row.Without(wanted)));
            }
        }

        return new MessagesCopied(
            target.Current().Info.UidValidity, UidSet.From(restored.Select(static pair => pair.From)), UidSet.From(restored.Select(static pair => pair.To)));
    }

    private bool TryRestore(MailboxDraft target, ExpungedMessage message, out Uid uid)
    {
        uid = default;
        if (!TryResolve(target, [.. message.Keywords.Select(Flag.Parse)], create: true, out FlagWord word))
        {
            return false;
        }

        // Without \Deleted: the next EXPUNGE would take it away again.
        word = word with { Bits = word.Bits | (ulong)(message.SystemFlags & ~FlagBits.Deleted) };
        return TryAdd(target, new NewEntry(message.Email.Value, message.Size, message.InternalDateSeconds, message.ZoneMinutes, word), out uid);
    }

    private EmailsRemoved RemoveEmails(RemoveEmails remove)
    {
        int count = 0;
        foreach (EmailKey email in remove.Emails)
        {
            if (remove.IsNamed(email.Value))
            {
                continue;
            }

            var key = new RowKey(email.Value);
            Write(StoreTable.Email, key, null);
            Write(StoreTable.Derived, key, null);
            Write(StoreTable.Header, key, null);
            Write(StoreTable.Original, key, null);
            RemovedBlobs.Add(email);
            count++;
        }

        return new EmailsRemoved(count);
    }

    private RowsRemoved RemoveRows(RemoveRows remove)
    {
        foreach (RowKey key in remove.Keys)
        {
            Write(remove.Table, key, null);
        }

        return new RowsRemoved();
    }

    internal List<EmailKey> RemovedBlobs { get; } = [];
}

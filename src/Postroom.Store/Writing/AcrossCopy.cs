using System.Buffers;
using System.Runtime.InteropServices;
using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>One COPY or MOVE across accounts. Bytes go first, in batches that no mailbox of the target names; then one commit under the key brings them all; then, for a MOVE, the source's are expunged.</summary>
/// <remarks>Ended before that commit, it never was, and a sweep takes the bytes. Ended after it, the key gives its answer, and only the expunge is left to do: UIDs are never given out again, so it cannot hit others.</remarks>
internal sealed class AcrossCopy(MailStore store, CopyAcross copy)
{
    private const int PieceOctets = 256 << 10;

    private readonly AccountCore _target = copy.Target.Core;
    private readonly Dictionary<long, (EmailKey Key, long Size)> _kept = [];

    internal async Task<CommitResult> RunAsync(CancellationToken cancellationToken)
    {
        Preparation preparation = _target.BeginPreparation();
        try
        {
            CommitResult copied = await _target.FindAnswerAsync(copy.Key, cancellationToken).ConfigureAwait(false)
                ?? await CopyAsync(cancellationToken).ConfigureAwait(false);
            return copied.IsDone && copy.IsMove ? await ExpungeAsync(copied, cancellationToken).ConfigureAwait(false) : copied;
        }
        finally
        {
            _target.EndPreparation(preparation);
        }
    }

    private async Task<CommitResult> CopyAsync(CancellationToken cancellationToken)
    {
        Right needed = CommitDraft.RightToCopy(copy.IsMove);
        Right rights = copy.Source.RightsOn(copy.From);
        if ((rights & Right.Lookup) != 0 && (rights & needed) != needed)
        {
            return Refused(RefusalReason.NoPermission, "You do not have the right to do that.");
        }

        Mailbox? from = await copy.Source.OpenMailboxAsync(copy.From, cancellationToken).ConfigureAwait(false);
        if (from is null)
        {
            return Refused(RefusalReason.NonExistent, "There is no such mailbox.");
        }

        await using (from.ConfigureAwait(false))
        {
            MailboxSnapshot messages = from.Snapshot; // what is copied, with the flags that the actor sees: nothing that comes or goes meanwhile changes it
            UidSet uids = messages.Existing(copy.Uids);
            if (Hopeless(messages, uids) is { } refusal)
            {
                return new CommitResult(refusal);
            }

            if (await KeepAsync(from, messages, uids, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            if (uids.Count >= store.Options.LargeCopyMessages)
            {
                var large = new LargeKept(_target, copy.Target.Actor, copy.To, Here(messages, uids), store.Options);
                return await large.RunAsync(copy.Key, store.Now.ToUnixTimeSeconds(), cancellationToken).ConfigureAwait(false);
            }

            var entries = new AddKept(copy.To, uids, [.. Entries(messages, uids)]);
            return await copy.Target.CommitAsync(new Commit(entries) { IdempotencyKey = copy.Key }, cancellationToken).ConfigureAwait(false);
        }
    }

    // What cannot succeed is refused before bytes are copied for nothing; the commit looks again.
    private StoreRefusal? Hopeless(MailboxSnapshot messages, UidSet uids)
    {
        AccountState now = _target.State;
        long octets = 0;
        foreach (MessageSlice slice in messages.Slices(uids))
        {
            foreach (long size in messages.Chunks[slice.Chunk].Columns.Sizes.Slice(slice.Start, slice.Length))
            {
                octets += size;
            }
        }

        return now.Mailboxes.Find(copy.To) is not { IsSelectable: true }
            ? new StoreRefusal(RefusalReason.TryCreate, "There is no such mailbox.")
            : CommitLimits.Refusal(now, now with { UsedOctets = now.UsedOctets + octets, UsedMessages = now.UsedMessages + uids.Count }, store.Options);
    }

    private async ValueTask<CommitResult?> KeepAsync(Mailbox from, MailboxSnapshot messages, UidSet uids, CancellationToken cancellationToken)
    {
        var emails = new List<long>();
        long octets = 0;
        foreach (MessageSlice slice in messages.Slices(uids))
        {
            ChunkColumns columns = messages.Chunks[slice.Chunk].Columns;
            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                if (_kept.ContainsKey(columns.Emails[i]))
                {
                    continue; // the same email again, under another UID
                }

                _kept.Add(columns.Emails[i], default);
                emails.Add(columns.Emails[i]);
                octets += columns.Sizes[i];
                if ((emails.Count == store.Options.LargeAddMessages || octets >= LargeAdd.MostOctets) && await KeepAsync(from, emails, cancellationToken).ConfigureAwait(false) is { } refused)
                {
                    return refused;
                }

                octets = emails.Count == 0 ? 0 : octets;
            }
        }

        return emails.Count == 0 ? null : await KeepAsync(from, emails, cancellationToken).ConfigureAwait(false);
    }

    // Copies the bytes of some emails and empties the list; null when they are stored.
    private async ValueTask<CommitResult?> KeepAsync(Mailbox from, List<long> emails, CancellationToken cancellationToken)
    {
        var staged = new List<KeptEmail>(emails.Count);
        try
        {
            using RowSet identities = await from.ReadEmailsAsync(emails.Select(static email => new EmailKey(email)).ToArray(), cancellationToken).ConfigureAwait(false);
            if (identities.Count != emails.Count)
            {
                return Refused(RefusalReason.ServerBug, "A message lacks its rows.");
            }

            for (int i = 0; i < emails.Count; i++)
            {
                staged.Add(new KeptEmail(await StageAsync(from, new EmailKey(emails[i]), cancellationToken).ConfigureAwait(false), EmailIdentity.Read(identities.Value(i).Span)));
            }

            CommitResult result = await copy.Target.CommitAsync(new Commit(new KeepEmails(copy.To, staged)), cancellationToken).ConfigureAwait(false);
            if (!result.IsDone)
            {
                return result;
            }

            IReadOnlyList<EmailKey> keys = result.Only<EmailsKept>().Emails;
            for (int i = 0; i < emails.Count; i++)
            {
                _kept[emails[i]] = (keys[i], staged[i].Message.Length);
            }

            emails.Clear();
            return null;
        }
        catch (DamagedMessageException e)
        {
            store.Options.Report(e);
            return Refused(RefusalReason.ServerBug, "A message is damaged.");
        }
        finally
        {
            foreach (KeptEmail email in staged)
            {
                await email.Message.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<StagedMessage> StageAsync(Mailbox from, EmailKey email, CancellationToken cancellationToken)
    {
        StagedMessageWriter writer = await store.StageAsync(null, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var piece = new ArrayBufferWriter<byte>(PieceOctets);
            while (await from.ReadBlobAsync(email, writer.Length, PieceOctets, piece, cancellationToken).ConfigureAwait(false) > 0)
            {
                await writer.WriteAsync(piece.WrittenMemory, cancellationToken).ConfigureAwait(false);
                piece.ResetWrittenCount();
            }

            StagedMessage message = await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
            using RowSet original = await from.ReadAsync(StoreTable.Original, new[] { email }, cancellationToken).ConfigureAwait(false);
            return original.Count == 0
                ? message
                : new StagedMessage(message.Bytes, message.DerivedRow, message.HeaderRow, message.ThreadKeys, original.Value(0).ToArray());
        }
    }

    // The messages with the keys that their emails have in the target.
    private MailboxSnapshot Here(MailboxSnapshot messages, UidSet uids)
    {
        var chunks = new List<MessageChunk>();
        foreach (MessageSlice[] slices in messages.Slices(uids).GroupBy(static slice => slice.Chunk).Select(static group => group.ToArray()))
        {
            MessageChunk chunk = messages.Chunks[slices[0].Chunk];
            var leftOut = new bool[chunk.Count];
            Array.Fill(leftOut, true);
            foreach (MessageSlice slice in slices)
            {
                Array.Clear(leftOut, slice.Start, slice.Length);
            }

            MessageChunk copied = ChunkEdit.Remove(chunk, leftOut)!;
            ChunkColumns columns = copied.Columns;
            long[] emails = columns.Emails.ToArray();
            for (int i = 0; i < emails.Length; i++)
            {
                emails[i] = _kept[emails[i]].Key.Value;
            }

            chunks.Add(copied.With(columns.With(emails), copied.ModSeqs.ToArray()));
        }

        return new MailboxSnapshot(messages.Info, ChunkList.Of(CollectionsMarshal.AsSpan(chunks)), messages.MoreKeywordNumbers);
    }

    private IEnumerable<KeptEntry> Entries(MailboxSnapshot messages, UidSet uids)
    {
        foreach (MessageSlice slice in messages.Slices(uids))
        {
            ChunkColumns columns = messages.Chunks[slice.Chunk].Columns;
            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                (EmailKey key, long size) = _kept[columns.Emails[i]];
                yield return new KeptEntry(key, size, columns.InternalDates[i], columns.ZoneMinutes[i], [.. messages.Flags(slice.Chunk, i)]);
            }
        }
    }

    private async Task<CommitResult> ExpungeAsync(CommitResult copied, CancellationToken cancellationToken)
    {
        var expunge = new ExpungeMessages(copy.From, copied.Only<MessagesCopied>().SourceUids, OnlyDeleted: false);
        CommitResult gone = await copy.Source.CommitAsync(new Commit(expunge), cancellationToken).ConfigureAwait(false);
        return gone.IsDone || gone.Refusal.Reason == RefusalReason.NonExistent ? copied : gone;
    }

    private static CommitResult Refused(RefusalReason reason, string text) => new(new StoreRefusal(reason, text));
}

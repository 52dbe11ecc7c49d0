using System.Runtime.CompilerServices;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store;

/// <summary>Whether what a mailbox's row tells is what its messages say, and whether every message has its rows.</summary>
internal static class MailboxCheck
{
    public static async IAsyncEnumerable<string> RunAsync(
        MailAccount account, MailboxInfo info, bool repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Mailbox? opened = null;
        string? damage = null;
        try
        {
            opened = await account.OpenMailboxAsync(info.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            damage = e.Message;
        }

        if (opened is null)
        {
            yield return $"{info.Name}: {damage ?? "cannot be opened."}";
            yield break;
        }

        await using (opened.ConfigureAwait(false))
        {
            MailboxSnapshot snapshot = opened.Snapshot;
            foreach (string finding in Counters(snapshot))
            {
                yield return $"{info.Name}: {finding}";
            }

            if (NamelessKeywords.Of(snapshot).Uids is { IsEmpty: false } nameless)
            {
                string mended = repair ? await DropKeywordsAsync(account, info, cancellationToken).ConfigureAwait(false) : ".";
                yield return $"{info.Name}: {nameless.Count} messages have keywords without a name, such as UID {nameless.First().Value}{mended}";
            }

            foreach (MailboxPrincipal principal in snapshot.Info.Principals)
            {
                foreach (string finding in await PrincipalAsync(account, principal, info).ConfigureAwait(false))
                {
                    yield return $"{info.Name}, as {principal.Account} sees it: {finding}";
                }
            }

            await foreach (ExpungedRow gone in opened.ExpungesAsync(0, cancellationToken).ConfigureAwait(false))
            {
                // What a sweep purges meanwhile is missing too, but then its own row says so the second time.
                if (await MissingAsync(opened, gone, cancellationToken).ConfigureAwait(false) > 0
                    && await opened.ExpungesAsync(gone.ModSeq - 1, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false) is { } still
                    && still.ModSeq == gone.ModSeq
                    && await MissingAsync(opened, still, cancellationToken).ConfigureAwait(false) is > 0 and var missing)
                {
                    yield return $"{info.Name}: of what was expunged at MODSEQ {gone.ModSeq}, {missing} rows are missing.";
                }
            }

            foreach (MessageChunk chunk in snapshot.Chunks)
            {
                EmailKey[] emails = [.. chunk.Columns.Emails.ToArray().Select(static email => new EmailKey(email))];
                foreach (StoreTable table in new[] { StoreTable.Email, StoreTable.Derived, StoreTable.Header })
                {
                    using RowSet rows = await opened.ReadAsync(table, emails, cancellationToken).ConfigureAwait(false);
                    if (rows.Count < emails.Distinct().Count())
                    {
                        yield return $"{info.Name}: of the messages from UID {chunk.Columns.Uids[0]} to {chunk.Columns.Uids[^1]} some have no {table} row.";
                    }
                }
            }
        }
    }

    private static async ValueTask<string> DropKeywordsAsync(MailAccount account, MailboxInfo info, CancellationToken cancellationToken)
    {
        CommitResult result = await account.CommitAsync(new Commit(new DropNamelessKeywords(info.Id)), cancellationToken).ConfigureAwait(false);
        return result.IsDone ? ": taken off." : $", which cannot be taken off: {result.Refusal.Text}";
    }

    private static ValueTask<int> MissingAsync(Mailbox mailbox, ExpungedRow gone, CancellationToken cancellationToken) =>
        gone.Kept is { } kept ? mailbox.CountMissingAsync(kept, cancellationToken) : new(0);

    private static async ValueTask<IReadOnlyList<string>> PrincipalAsync(MailAccount account, MailboxPrincipal principal, MailboxInfo info)
    {
        LoadedMailbox? loaded;
        try
        {
            loaded = await account.Core.OpenMailboxAsync(info.Id, principal.Account).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            return [e.Message];
        }

        if (loaded is null)
        {
            return []; // deleted, or no longer shared with them
        }

        try
        {
            return [.. Counters(loaded.Snapshot)];
        }
        finally
        {
            account.Core.Release(loaded);
        }
    }

    private static IEnumerable<string> Counters(MailboxSnapshot snapshot)
    {
        MailboxInfo told = snapshot.Info;
        int messages = 0, deleted = 0, unseen = 0, recent = 0;
        long size = 0, highest = 0, firstUnseen = 0;
        uint last = 0;
        bool isOrdered = true;
        foreach (MessageChunk chunk in snapshot.Chunks)
        {
            messages += chunk.Count;
            highest = Math.Max(highest, chunk.HighestModSeq);
            for (int i = 0; i < chunk.Count; i++)
            {
                var flags = (FlagBits)chunk.Flags[i];
                uint uid = chunk.Columns.Uids[i];
                deleted += (flags & FlagBits.Deleted) != 0 ? 1 : 0;
                unseen += (flags & FlagBits.Seen) == 0 ? 1 : 0;
                firstUnseen = firstUnseen == 0 && unseen > 0 ? uid : firstUnseen;
                recent += uid >= told.RecentFrom ? 1 : 0;
                size += chunk.Columns.Sizes[i];
                isOrdered &= uid > last;
                last = uid;
            }
        }

        if (!isOrdered)
        {
            yield return "its UIDs do not ascend.";
        }

        if (last >= told.UidNext)
        {
            yield return $"UIDNEXT is {told.UidNext}, but there is a message with UID {last}.";
        }

        if (highest > told.HighestModSeq)
        {
            yield return $"HIGHESTMODSEQ is {told.HighestModSeq}, but a message has {highest}.";
        }

        if (firstUnseen != told.FirstUnseen)
        {
            yield return $"its row says that UID {told.FirstUnseen} is the first unseen one, its messages say {firstUnseen}.";
        }

        foreach ((string name, long row, long found) in new[]
        {
            ("messages", told.Messages, (long)messages), ("octets", told.Size, size), ("deleted", told.Deleted, deleted),
            ("unseen", told.Unseen, unseen), ("recent", told.Recent, recent),
        })
        {
            if (row != found)
            {
                yield return $"its row says {row} {name}, its messages say {found}.";
            }
        }
    }
}

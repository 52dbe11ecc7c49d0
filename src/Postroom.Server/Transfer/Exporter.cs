using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>Writes all mail of an account to a target, mailbox by mailbox.</summary>
internal sealed class Exporter(AdminContext context, MailAccount account, IExportTarget target)
{
    private const int BatchMessages = 500;

    /// <summary>Messages written.</summary>
    public long Written { get; private set; }

    /// <summary>Messages that could not be read, a sentence each.</summary>
    public List<string> Damaged { get; } = [];

    public async Task RunAsync(IReadOnlyList<MailboxInfo> mailboxes)
    {
        var bar = new ProgressBar(context.Error, context.IsTerminal, "Exporting", mailboxes.Sum(mailbox => (long)mailbox.Messages), TimeProvider.System);
        foreach (MailboxInfo info in mailboxes)
        {
            if (await account.OpenMailboxAsync(info.Id, context.CancellationToken) is not { } mailbox)
            {
                continue; // removed meanwhile
            }

            await using (mailbox)
            {
                await target.BeginAsync(info);
                MailboxSnapshot snapshot = mailbox.Snapshot;
                for (int chunk = 0; chunk < snapshot.Chunks.Length; chunk++)
                {
                    await ExportAsync(mailbox, snapshot, chunk, bar);
                }

                await target.EndAsync();
            }
        }

        await target.CompleteAsync(account.Subscriptions.Select(name => name.Value));
        await bar.CompleteAsync();
    }

    private async Task ExportAsync(Mailbox mailbox, MailboxSnapshot snapshot, int chunk, ProgressBar bar)
    {
        MessageChunk messages = snapshot.Chunks[chunk];
        EmailKey[] emails = messages.Columns.Emails.ToArray().Select(email => new EmailKey(email)).ToArray();
        for (int start = 0; start < emails.Length; start += BatchMessages)
        {
            ReadOnlyMemory<EmailKey> batch = emails.AsMemory(start, Math.Min(BatchMessages, emails.Length - start));
            using RowSet rows = await mailbox.ReadAsync(StoreTable.Original, batch, context.CancellationToken);
            var originals = new Dictionary<long, ReadOnlyMemory<byte>>();
            for (int i = 0; i < rows.Count; i++)
            {
                originals.Add(rows.Key(i).Major, rows.Value(i));
            }

            for (int i = start; i < start + batch.Length; i++)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                await ExportAsync(mailbox, Describe(snapshot, chunk, i, originals.GetValueOrDefault(emails[i].Value)));
                await bar.AdvanceAsync(1);
            }
        }
    }

    private async Task ExportAsync(Mailbox mailbox, ExportedMessage message)
    {
        try
        {
            await using OriginalStream original = await OriginalStream.OpenAsync(mailbox, message, context.CancellationToken);
            await target.AddAsync(message, original, context.CancellationToken);
            Written++;
        }
        catch (DamagedMessageException e)
        {
            Damaged.Add($"{mailbox.Info.Name} UID {message.Uid.Value}: {e.Message}");
        }
    }

    private static ExportedMessage Describe(MailboxSnapshot snapshot, int chunk, int index, ReadOnlyMemory<byte> original)
    {
        ChunkColumns columns = snapshot.Chunks[chunk].Columns;
        return new ExportedMessage(
            new Uid(columns.Uids[index]),
            new EmailKey(columns.Emails[index]),
            columns.Sizes[index],
            DateTimeOffset.FromUnixTimeSeconds(columns.InternalDates[index]).ToOffset(TimeSpan.FromMinutes(columns.ZoneMinutes[index])),
            [.. snapshot.Flags(chunk, index).Select(flag => flag.Name)],
            original);
    }
}

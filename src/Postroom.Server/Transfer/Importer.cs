using System.Buffers;
using System.Text;
using Postroom.Imap;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>Brings the messages of a source into an account: in batches, resumable, never twice.</summary>
internal sealed class Importer(AdminContext context, MailAccount account, IImportSource source, ImportJournal journal)
{
    private const int BatchMessages = 2_000; // the store takes them in small steps, and people's changes go in between (INVARIANTS 20)
    private const long BatchOctets = 8 << 20;
    private readonly Dictionary<string, MailboxIndex> _indexes = new(StringComparer.Ordinal);

    /// <summary>Messages added by this run.</summary>
    public long Added { get; private set; }

    /// <summary>Messages that an earlier run had brought.</summary>
    public long Skipped { get; private set; }

    /// <summary>Messages that could not be read or that the store would not take, a sentence each; everything else was imported.</summary>
    public List<string> Refused { get; } = [];

    /// <exception cref="ConfigurationException">The store refused (quota, a name): the message says what; what was imported before stays.</exception>
    public async Task RunAsync()
    {
        foreach (string name in source.Mailboxes())
        {
            await EnsureMailboxAsync(name);
        }

        foreach (string name in source.Subscriptions())
        {
            if (MailboxName.TryCreate(name, out MailboxName? mailbox, out _))
            {
                await CommitAsync(new Commit(new ChangeSubscription(mailbox, IsSubscribed: true)));
            }
        }

        var bar = new ProgressBar(context.Error, context.IsTerminal, "Importing", source.Count(), TimeProvider.System);
        var batch = new List<(ImportedMessage Message, StagedMessage Staged, MailboxId Mailbox)>();
        long octets = 0;
        try
        {
            foreach (ImportedMessage message in source.Messages())
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                await bar.AdvanceAsync(1);
                if (journal.IsDone(message.Key, IsThere))
                {
                    Skipped++;
                    continue;
                }

                await using Stream? stream = Open(message);
                if (stream is null)
                {
                    continue;
                }

                MailboxIndex index = await IndexAsync(message.Mailbox);
                StagedMessage staged = await StageAsync(stream);
                batch.Add((message, staged, index.Id));
                octets += staged.Length;
                if (await index.FindAsync(staged, new InternalDate(message.Date), journal, context.CancellationToken) is { } uid)
                {
                    // It is there: an earlier run was ended between its commit and the journal.
                    batch.RemoveAt(batch.Count - 1);
                    octets -= staged.Length;
                    await staged.DisposeAsync();
                    journal.Add(message.Key, index.Id.ToString(), uid.Value);
                    Skipped++;
                    continue;
                }

                if (batch.Count >= BatchMessages || octets >= BatchOctets)
                {
                    await CommitAsync(batch);
                    octets = 0;
                }
            }

            await CommitAsync(batch);
        }
        finally
        {
            foreach ((_, StagedMessage staged, _) in batch)
            {
                await staged.DisposeAsync();
            }

            foreach (MailboxIndex index in _indexes.Values)
            {
                await index.DisposeAsync();
            }

            journal.Flush();

            await bar.CompleteAsync();
        }
    }

    // A source may name flags that IMAP cannot write, or that no client may set: the message comes without them.
    private static List<Flag> Flags(ImportedMessage message)
    {
        var flags = new List<Flag>();
        foreach (string text in message.Flags)
        {
            if (Flag.TryParse(Encoding.UTF8.GetBytes(text), out Flag flag) && (flag.IsKeyword || (flag.System is not SystemFlags.None and not SystemFlags.Recent)))
            {
                flags.Add(flag);
            }
        }

        return flags;
    }

    private bool IsThere(string mailbox) => MailboxId.TryParse(mailbox, out MailboxId id) && account.Mailboxes.Find(id) is { IsSelectable: true };

    private async Task EnsureMailboxAsync(string text)
    {
        if (!MailboxName.TryCreate(text, out MailboxName? name, out MailboxNameError error))
        {
            throw new ConfigurationException($"The mailbox '{text}' cannot have that name: {MailboxName.Describe(error)}.");
        }

        if (account.Mailboxes.Find(name) is not { IsSelectable: true })
        {
            await CommitAsync(new Commit(new CreateMailbox(name)));
        }
    }

    private async Task<MailboxIndex> IndexAsync(string name)
    {
        if (!_indexes.TryGetValue(name, out MailboxIndex? index))
        {
            _indexes.Add(name, index = await MailboxIndex.LoadAsync(account, MailboxName.Parse(name), context.CancellationToken));
        }

        return index;
    }

    // Null for one that went meanwhile or cannot be read: it keeps no other out, and the next run looks for it again.
    private Stream? Open(ImportedMessage message)
    {
        try
        {
            return message.Open();
        }
        catch (Exception e) when (SystemFailure.Is(e))
        {
            Refused.Add($"{message.Key}: {SystemFailure.Reason(e)}.");
            return null;
        }
    }

    private async Task<StagedMessage> StageAsync(Stream stream)
    {
        await using StagedMessageWriter writer = await context.Store.Mail.StageAsync(null, context.CancellationToken);
        var lineEndings = new LineEndings();
        byte[] input = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var output = new ArrayBufferWriter<byte>(input.Length * 2);
        try
        {
            while (await stream.ReadAsync(input, context.CancellationToken) is var read and > 0)
            {
                output.ResetWrittenCount();
                lineEndings.Normalize(input.AsSpan(0, read), output);
                await writer.WriteAsync(output.WrittenMemory, context.CancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }

        return await writer.CompleteAsync(context.CancellationToken, lineEndings);
    }

    private async Task CommitAsync(List<(ImportedMessage Message, StagedMessage Staged, MailboxId Mailbox)> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var commit = new Commit([.. batch.Select(entry =>
            new AddMessage(entry.Mailbox, entry.Staged, Flags(entry.Message), new InternalDate(entry.Message.Date)))]) { IsBackground = true };
        CommitResult result = await account.CommitAsync(commit, context.CancellationToken);
        if (!result.IsDone)
        {
            await CommitHalvesAsync(batch, result.Refusal);
            return;
        }

        for (int i = 0; i < batch.Count; i++)
        {
            journal.Add(batch[i].Message.Key, batch[i].Mailbox.ToString(), ((MessageAdded)result.Outcomes[i]).Uid.Value);
            await batch[i].Staged.DisposeAsync();
        }

        journal.Flush();
        Added += batch.Count;
        batch.Clear();
    }

    // One message that is too large, or brings too many keywords, keeps no other out; a full quota ends it where it is full.
    private async Task CommitHalvesAsync(List<(ImportedMessage Message, StagedMessage Staged, MailboxId Mailbox)> batch, StoreRefusal refusal)
    {
        if (batch.Count > 1)
        {
            int half = batch.Count / 2;
            foreach (int count in (int[])[half, batch.Count - half])
            {
                List<(ImportedMessage Message, StagedMessage Staged, MailboxId Mailbox)> some = batch[..count];
                await CommitAsync(some);
                batch.RemoveRange(0, count);
            }

            return;
        }

        if (refusal.Reason is not (RefusalReason.TooBig or RefusalReason.Limit))
        {
            throw Stopped(refusal);
        }

        Refused.Add($"{batch[0].Message.Key}: {refusal.Text}");
        await batch[0].Staged.DisposeAsync();
        batch.Clear();
    }

    private static ConfigurationException Stopped(StoreRefusal refusal) =>
        new($"The import stopped: {refusal.Text} What was imported stays; run it again to go on.");

    private async Task<CommitResult> CommitAsync(Commit commit)
    {
        CommitResult result = await account.CommitAsync(commit with { IsBackground = true }, context.CancellationToken);
        return result.IsDone ? result : throw Stopped(result.Refusal);
    }
}

using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>A commit that brings very many new messages: they are stored in small commits that go behind what people wait for and that nobody sees, then one shows them (INVARIANTS 20).</summary>
/// <remarks>Stored, they are emails that no mailbox names. Refused, the commit removes them; if the process ends, the next sweep does.</remarks>
internal sealed class LargeAdd(AccountCore core, Commit commit, Principal actor, StoreOptions options)
{
    // Octets that one step writes and syncs: some ten milliseconds of a disk.
    internal const long MostOctets = 8 << 20;

    private const int RemovedAtOnce = 500;

    private readonly Dictionary<(StagedMessage Message, InternalDate? Date), KeptMessage> _kept = [];

    /// <summary>True for a commit whose new messages are too many for one step.</summary>
    internal static bool MayBe(Commit commit, StoreOptions options)
    {
        int messages = 0;
        long octets = 0;
        for (int i = 0; i < commit.Changes.Count; i++)
        {
            if (commit.Changes[i] is AddMessage add)
            {
                messages++;
                octets += add.Message.Length;
            }
        }

        return messages > options.LargeAddMessages || (messages > 1 && octets > MostOctets);
    }

    internal async Task<CommitResult> RunAsync(CancellationToken cancellationToken)
    {
        if (commit.IdempotencyKey is { } key && await core.FindAnswerAsync(key, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        Preparation preparation = core.BeginPreparation();
        try
        {
            CommitResult result = await KeepAsync(cancellationToken).ConfigureAwait(false)
                ?? await core.EnqueueAsync(commit with { Changes = [.. commit.Changes.Select(Shown)] }, actor, cancellationToken).ConfigureAwait(false);
            if (!result.IsDone)
            {
                await ForgetAsync().ConfigureAwait(false);
            }

            return result;
        }
        catch (OperationCanceledException)
        {
            await ForgetAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            core.EndPreparation(preparation); // after any other failure it is not known what became of the commit: a sweep looks
        }
    }

    private Change Shown(Change change) => change is AddMessage add ? new AddStored(add, _kept[(add.Message, add.InternalDate)]) : change;

    // All messages, step by step; null when they are stored.
    private async ValueTask<CommitResult?> KeepAsync(CancellationToken cancellationToken)
    {
        var step = new List<AddMessage>();
        long octets = 0;
        foreach (AddMessage add in commit.Changes.OfType<AddMessage>())
        {
            if (!_kept.TryAdd((add.Message, add.InternalDate), default))
            {
                continue; // the same message goes to another mailbox too
            }

            if (step.Count > 0 && (step.Count >= options.LargeAddMessages || octets + add.Message.Length > MostOctets))
            {
                if (await KeepAsync(step, cancellationToken).ConfigureAwait(false) is { } refused)
                {
                    return refused;
                }

                step.Clear();
                octets = 0;
            }

            step.Add(add);
            octets += add.Message.Length;
        }

        return await KeepAsync(step, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CommitResult?> KeepAsync(List<AddMessage> step, CancellationToken cancellationToken)
    {
        if (Hopeless() is { } refusal)
        {
            return new CommitResult(refusal);
        }

        var identities = new EmailIdentity[step.Count];
        for (int i = 0; i < identities.Length; i++)
        {
            identities[i] = new EmailIdentity(EmailId.New(), default, step[i].Message.Length); // its thread is found when it is stored
        }

        Change[] changes = [.. step.Select((add, i) => new KeepEmails(add.Mailbox, [new KeptEmail(add.Message, identities[i])]))];
        CommitResult result = await core.EnqueueAsync(new Commit(changes) { IsBackground = true }, actor, cancellationToken).ConfigureAwait(false);
        if (!result.IsDone)
        {
            return result;
        }

        for (int i = 0; i < identities.Length; i++)
        {
            _kept[(step[i].Message, step[i].InternalDate)] = new KeptMessage(((EmailsKept)result.Outcomes[i]).Emails[0], identities[i].Id);
        }

        return null;
    }

    // What cannot succeed as things are now is not stored for nothing; the commit that shows it looks again.
    private StoreRefusal? Hopeless()
    {
        AccountState now = core.State;
        long octets = 0;
        var messages = new Dictionary<MailboxId, int>();
        foreach (AddMessage add in commit.Changes.OfType<AddMessage>())
        {
            octets += add.Message.Length;
            messages[add.Mailbox] = messages.GetValueOrDefault(add.Mailbox) + 1;
        }

        foreach ((MailboxId mailbox, int count) in messages)
        {
            if (now.Mailboxes.Find(mailbox)?.Messages + (long)count > options.MaxMailboxMessages)
            {
                return new StoreRefusal(RefusalReason.Limit, "The mailbox would have too many messages.");
            }
        }

        // A commit that also takes something out may yet fit.
        return commit.Changes.All(static change => change is AddMessage)
            ? CommitLimits.Refusal(now, now with { UsedOctets = now.UsedOctets + octets, UsedMessages = now.UsedMessages + commit.Changes.Count }, options)
            : null;
    }

    // What was refused leaves nothing behind. What cannot be removed now is left to the sweep, as after a crash.
    private async ValueTask ForgetAsync()
    {
        try
        {
            foreach (EmailKey[] some in _kept.Values.Select(static kept => kept.Email).Where(static email => email.Value > 0).Chunk(RemovedAtOnce))
            {
                var remove = new RemoveEmails(some, static _ => false);
                await core.EnqueueAsync(new Commit(remove) { IsBackground = true }, Principal.System, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (StoreUnavailableException e)
        {
            options.Report(e);
        }
    }
}

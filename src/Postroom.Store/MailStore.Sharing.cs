using Postroom.Store.Engine;
using Postroom.Store.Memory;
using Postroom.Store.Writing;

namespace Postroom.Store;

// Rights stand with the mailboxes they are on. Where a principal has some is known to the directory, so that nobody opens a million accounts to
// learn it. It never knows of less than there is; of more it may, which costs who looks there an account's opening.
public sealed partial class MailStore
{
    private readonly SemaphoreSlim _sharing = new(1, 1); // held while rights are given and the directory learns of it
    private MemoryStoreEngine? _nobodys;

    /// <summary>The accounts in which <paramref name="actor"/> may have been given rights; most have none. <see cref="OpenAsync"/> tells whether it still has some.</summary>
    public IReadOnlyList<AccountRecord> SharedWith(Principal actor)
    {
        IReadOnlyList<AccountId> owners = actor.IsSystem ? [] : Accounts.SharedWith(actor.Account);
        return owners.Count == 0 ? [] : [.. owners.Select(Accounts.Find).OfType<AccountRecord>()];
    }

    /// <summary>For who proved nothing (RFC 4505): an account of nobody, in which <see cref="Principal.Anonymous"/> sees no mailbox and may do nothing.</summary>
    public async ValueTask<MailAccount> OpenNobodyAsync(CancellationToken cancellationToken)
    {
        AccountSlot slot = await LeaseAsync(AccountId.Nobody, cancellationToken).ConfigureAwait(false);
        return new MailAccount(this, slot, await slot.Core.ConfigureAwait(false), Principal.Anonymous);
    }

    /// <summary>A commit that gives or takes rights: the directory knows of what is given before it is, and forgets what is taken after it is.</summary>
    internal async Task<CommitResult> GiveAsync(AccountCore core, Commit commit, Principal actor, CancellationToken cancellationToken)
    {
        GiveRights[] gives = [.. commit.Changes.OfType<GiveRights>()];
        await _sharing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (AccountId given in gives.Where(static give => give is { Rights: not Right.None, Principal.IsEmpty: false }).Select(static give => give.Principal).Distinct())
            {
                if (!IsKnown(core, given))
                {
                    await Accounts.NoteSharedAsync(core.Id, given, isShared: true).ConfigureAwait(false);
                }
            }

            CommitResult result = await core.CommitAsync(commit, actor, cancellationToken).ConfigureAwait(false);
            foreach (AccountId principal in gives.Select(static give => give.Principal).Distinct())
            {
                await ForgetUnsharedAsync(core, principal).ConfigureAwait(false);
                await TellSharedAsync(principal).ConfigureAwait(false);
            }

            return result;
        }
        catch (StoreUnavailableException e)
        {
            Options.Report(e);
            return new CommitResult(new StoreRefusal(RefusalReason.Unavailable, "The directory of accounts cannot be written now."));
        }
        finally
        {
            _sharing.Release();
        }
    }

    // Sessions of the principal that watch mailboxes may watch others from here on (RFC 5465 §5.9). What is not open has none.
    private async ValueTask TellSharedAsync(AccountId principal)
    {
        AccountSlot? slot;
        lock (_gate)
        {
            _accounts.TryGetValue(principal == AccountId.Anonymous ? AccountId.Nobody : principal, out slot);
        }

        if (slot is { Core.IsCompletedSuccessfully: true })
        {
            (await slot.Core.ConfigureAwait(false)).TellShared();
        }
    }

    private bool IsKnown(AccountCore core, AccountId principal) => Accounts.SharedWith(principal).Contains(core.Id);

    private IStoreEngine EngineOf(AccountId owner) => owner == AccountId.Nobody ? _nobodys ??= new MemoryStoreEngine() : _engine;

    // The directory knew that there was something to see, and there is nothing any more: a mailbox was deleted, or somebody stopped half-way.
    private async ValueTask FindNothingSharedAsync(AccountCore core, AccountId principal)
    {
        if (!IsKnown(core, principal))
        {
            return;
        }

        await _sharing.WaitAsync().ConfigureAwait(false);
        try
        {
            await ForgetUnsharedAsync(core, principal).ConfigureAwait(false);
        }
        finally
        {
            _sharing.Release();
        }
    }

    // Once nothing is left of it. That it cannot be written now costs the next one who looks an opening, and nothing else.
    private async ValueTask ForgetUnsharedAsync(AccountCore core, AccountId principal)
    {
        try
        {
            if (IsKnown(core, principal) && !core.State.Mailboxes.Any(mailbox => mailbox.Find(principal) is not null))
            {
                await Accounts.NoteSharedAsync(core.Id, principal, isShared: false).ConfigureAwait(false);
            }
        }
        catch (StoreUnavailableException e)
        {
            Options.Report(e);
        }
    }

    // What the directory lacks of an account that is opened: it was copied back from earlier, or the account was.
    private async Task LearnSharedAsync(AccountCore core)
    {
        foreach (MailboxInfo mailbox in core.State.Mailboxes)
        {
            for (int i = 0; i < mailbox.Principals.Count; i++)
            {
                AccountId principal = mailbox.Principals[i].Account;
                if (!IsKnown(core, principal))
                {
                    await LearnSharedAsync(core.Id, principal).ConfigureAwait(false);
                }
            }
        }
    }

    private async ValueTask LearnSharedAsync(AccountId owner, AccountId principal)
    {
        try
        {
            await Accounts.NoteSharedAsync(owner, principal, isShared: true).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            Options.Report(e); // the next opening tries again
        }
    }
}

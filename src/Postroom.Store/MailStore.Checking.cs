using System.Runtime.CompilerServices;
using Postroom.Mime;
using Postroom.Store.Engine;
using Postroom.Store.Writing;

namespace Postroom.Store;

public sealed partial class MailStore
{
    /// <summary>Reads everything of an account: the engine's checksums, then whether rows belong together and the mailboxes' counters agree (INVARIANTS 16).</summary>
    /// <param name="account">Whose.</param>
    /// <param name="repair">True: mends what can be mended. If the storage itself must be, whoever has the account open gets NO [UNAVAILABLE] from then on.</param>
    /// <param name="cancellationToken">Stops between findings.</param>
    /// <returns>A sentence for each finding; none when all is sound.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    public async IAsyncEnumerable<string> CheckAsync(AccountId account, bool repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Accounts.Find(account) is null)
        {
            yield return "The account is not in the directory.";
            yield break;
        }

        bool isSound = true;
        await foreach (string finding in CheckEngineAsync(account, cancellationToken).ConfigureAwait(false))
        {
            isSound = false;
            if (repair)
            {
                break; // repairing finds it all again
            }

            yield return finding;
        }

        if (!isSound && repair)
        {
            await foreach (string finding in RepairEngineAsync(account, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }
        }

        await foreach (string finding in CheckRowsAsync(account, repair, cancellationToken).ConfigureAwait(false))
        {
            yield return finding;
        }
    }

    /// <summary>Makes what is derived from messages anew from their bytes, beside everything else.</summary>
    /// <returns>What was done; null when there is no such account.</returns>
    /// <exception cref="StoreUnavailableException">The storage cannot be read or written now; what was done stays done.</exception>
    public async ValueTask<DerivationResult?> DeriveAsync(AccountId account, DerivationScope scope, CancellationToken cancellationToken)
    {
        MailAccount? opened = await OpenAsync(account, Principal.System, cancellationToken).ConfigureAwait(false);
        if (opened is null)
        {
            return null;
        }

        await using (opened.ConfigureAwait(false))
        {
            return await new AccountDerivation(opened.Core, scope, new MimeLimits()).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<string> CheckEngineAsync(AccountId account, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MailAccount? opened = null;
        string? refusal = null;
        try
        {
            opened = await OpenAsync(account, Principal.System, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidDataException)
        {
            refusal = e.Message;
        }

        if (opened is null)
        {
            yield return refusal ?? "The account is gone.";
            yield break;
        }

        await using (opened.ConfigureAwait(false))
        {
            using EngineUse use = await opened.Core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
            await foreach (string finding in use.Engine.CheckAsync(repair: false, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }
        }
    }

    // With nobody above it: what is in memory of an account may not be what a repair leaves of it.
    private async IAsyncEnumerable<string> RepairEngineAsync(AccountId account, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AccountSlot reserved = await ReserveAsync(account, cancellationToken).ConfigureAwait(false);
        try
        {
            IAccountEngine engine = await _engine.OpenAsync(account, cancellationToken).ConfigureAwait(false);
            await using (engine.ConfigureAwait(false))
            {
                await foreach (string finding in engine.CheckAsync(repair: true, cancellationToken).ConfigureAwait(false))
                {
                    yield return finding;
                }
            }
        }
        finally
        {
            Unreserve(reserved);
        }
    }

    private async IAsyncEnumerable<string> CheckRowsAsync(AccountId account, bool repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MailAccount? opened = null;
        string? refusal = null;
        try
        {
            opened = await OpenAsync(account, Principal.System, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidDataException)
        {
            refusal = $"It cannot be opened: {e.Message}";
        }

        if (opened is null)
        {
            if (repair && refusal is not null)
            {
                yield return refusal;
            }

            yield break;
        }

        await using (opened.ConfigureAwait(false))
        {
            await foreach (string finding in OrphanCheck.RunAsync(opened.Core, repair, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }

            if (repair && await new AccountDerivation(opened.Core, DerivationScope.Missing, new MimeLimits()).RunAsync(cancellationToken).ConfigureAwait(false) is { Made: > 0 } derived)
            {
                yield return $"Repaired: what FETCH needs of {derived.Made} messages was made again from their bytes.";
            }

            foreach (MailboxInfo mailbox in opened.Mailboxes.Where(static mailbox => mailbox.IsSelectable))
            {
                await foreach (string finding in MailboxCheck.RunAsync(opened, mailbox, repair, cancellationToken).ConfigureAwait(false))
                {
                    yield return finding;
                }
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Postroom.Store.Engine;

namespace Postroom.Store;

public sealed partial class MailStore
{
    /// <summary>Reads everything of an account: the engine's checksums, then whether the mailboxes' counters and rows agree (INVARIANTS 16).</summary>
    /// <param name="account">Whose.</param>
    /// <param name="repair">True: the engine mends what it can.</param>
    /// <param name="cancellationToken">Stops between findings.</param>
    /// <returns>A sentence for each finding; none when all is sound.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be opened now.</exception>
    public async IAsyncEnumerable<string> CheckAsync(AccountId account, bool repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MailAccount? opened = await OpenAsync(account, Principal.System, cancellationToken).ConfigureAwait(false);
        if (opened is null)
        {
            yield return "The account is not in the directory.";
            yield break;
        }

        await using (opened.ConfigureAwait(false))
        {
            using EngineUse use = await opened.Core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
            await foreach (string finding in use.Engine.CheckAsync(repair, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }

            foreach (MailboxInfo mailbox in opened.Mailboxes.Where(static mailbox => mailbox.IsSelectable))
            {
                await foreach (string finding in MailboxCheck.RunAsync(opened, mailbox, cancellationToken).ConfigureAwait(false))
                {
                    yield return finding;
                }
            }
        }
    }
}

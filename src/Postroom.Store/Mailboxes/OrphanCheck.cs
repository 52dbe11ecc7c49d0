using System.Runtime.CompilerServices;
using Postroom.Store.Engine;
using Postroom.Store.Writing;

namespace Postroom.Store;

/// <summary>Whether there are rows of emails that are not there.</summary>
internal static class OrphanCheck
{
    private const int Batch = 500;

    public static async IAsyncEnumerable<string> RunAsync(AccountCore core, bool repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (StoreTable table in (StoreTable[])[StoreTable.Derived, StoreTable.Header, StoreTable.Original])
        {
            List<RowKey> orphans = await FindAsync(core, table, cancellationToken).ConfigureAwait(false);
            if (orphans.Count == 0)
            {
                continue;
            }

            yield return $"{orphans.Count} {table} rows belong to no email, such as {orphans[0].Major}{(repair ? ": removed" : "")}.";
            foreach (RowKey[] some in repair ? orphans.Chunk(Batch) : [])
            {
                CommitResult result = await core.CommitAsync(
                    new Commit(new RemoveRows(table, some)) { IsBackground = true }, Principal.System, cancellationToken).ConfigureAwait(false);
                if (!result.IsDone)
                {
                    throw new StoreUnavailableException(result.Refusal.Text);
                }
            }
        }
    }

    private static async ValueTask<List<RowKey>> FindAsync(AccountCore core, StoreTable table, CancellationToken cancellationToken)
    {
        var orphans = new List<RowKey>();
        using var rows = new TableWalk(core, table, long.MaxValue);
        using var emails = new TableWalk(core, StoreTable.Email, long.MaxValue);
        while (await rows.NextAsync(cancellationToken).ConfigureAwait(false))
        {
            var key = new RowKey(rows.Email);
            if ((await emails.FindAsync(rows.Email, cancellationToken).ConfigureAwait(false)).IsEmpty
                && !await IsThereAsync(core, StoreTable.Email, key, cancellationToken).ConfigureAwait(false)
                && await IsThereAsync(core, table, key, cancellationToken).ConfigureAwait(false))
            {
                orphans.Add(key);
            }
        }

        return orphans;
    }

    // The walks read piece by piece while people go on. An email comes and goes with its rows in one commit, so asking for it first settles it.
    private static async ValueTask<bool> IsThereAsync(AccountCore core, StoreTable table, RowKey key, CancellationToken cancellationToken)
    {
        using EngineUse use = await core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        using RowSet rows = await use.Engine.ReadAsync(table, new[] { key }, cancellationToken).ConfigureAwait(false);
        return rows.Count > 0;
    }
}

using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>Chunk rows that nobody sees yet: written, and taken back, in small commits that go behind what people wait for (INVARIANTS 20).</summary>
internal sealed class PreparedRows(AccountCore core, Principal actor, StoreOptions options)
{
    /// <summary>Whoever changes all of a mailbox again and again does not hold a large commit up for ever: after so many rounds it is made while they wait.</summary>
    internal const int MostRounds = 5;

    // 4,096 messages, some 80 KB of rows: a few milliseconds of the writer's time.
    private const int ChunksAtOnce = 16;

    private static readonly StoreTable[] Tables = [StoreTable.ChunkState, StoreTable.ChunkFixed];

    /// <summary>Numbers for rows: the outcome is <see cref="RowsReserved"/>.</summary>
    internal Task<CommitResult> ReserveAsync(CancellationToken cancellationToken) => PrepareAsync(new ReserveRows(), cancellationToken);

    /// <summary>Writes the chunks that are not stored yet, and removes rows that stand for nothing any more; null when that is done.</summary>
    internal async ValueTask<CommitResult?> StoreAsync(long rows, IEnumerable<PreparedChunk> chunks, IEnumerable<uint> emptied, CancellationToken cancellationToken)
    {
        foreach (PreparedChunk[] some in chunks.Where(static chunk => !chunk.IsStored).Chunk(ChunksAtOnce))
        {
            CommitResult result = await PrepareAsync(new PrepareRows([.. some.SelectMany(chunk => chunk.Rows(rows))]), cancellationToken).ConfigureAwait(false);
            if (!result.IsDone)
            {
                return result;
            }

            foreach (PreparedChunk chunk in some)
            {
                chunk.IsStored = true;
            }
        }

        RowWrite[] gone = [.. from first in emptied from table in Tables select new RowWrite(table, new RowKey(rows, first), null)];
        CommitResult removed = gone.Length == 0
            ? new CommitResult(default, [])
            : await PrepareAsync(new PrepareRows(gone), cancellationToken).ConfigureAwait(false);
        return removed.IsDone ? null : removed;
    }

    /// <summary>What was refused or given up leaves nothing behind; after any other failure it is not known what became of the commit, and a sweep looks. What cannot be removed now is left to the sweep, as after a crash.</summary>
    internal async ValueTask ForgetAsync(long rows, IEnumerable<PreparedChunk> chunks)
    {
        try
        {
            foreach (RowKey[] some in chunks.Where(static chunk => chunk.IsStored).Select(chunk => new RowKey(rows, chunk.First)).Chunk(ChunksAtOnce * 8))
            {
                foreach (StoreTable table in Tables)
                {
                    await PrepareAsync(new RemoveRows(table, some), CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (StoreUnavailableException e)
        {
            options.Report(e);
        }
    }

    private Task<CommitResult> PrepareAsync(Change change, CancellationToken cancellationToken) =>
        core.EnqueueAsync(new Commit(change) { IsBackground = true }, actor, cancellationToken);
}

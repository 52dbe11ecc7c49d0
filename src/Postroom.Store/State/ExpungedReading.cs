using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

/// <summary>What can still be read of the messages that one commit took out: from its row, and from the chunks that were given up to it.</summary>
internal static class ExpungedReading
{
    // Some 200 KB of rows.
    private const int ChunksAtOnce = 64;

    /// <param name="row">The commit's.</param>
    /// <param name="uids">Which messages.</param>
    /// <param name="findAsync">Finds rows; of chunks whose rows are gone nothing is told, since a sweep may purge them meanwhile.</param>
    internal static async ValueTask<List<ExpungedMessage>> ReadAsync(
        ExpungedRow row, UidSet uids, Func<StoreTable, IReadOnlyList<RowKey>, ValueTask<Dictionary<RowKey, ReadOnlyMemory<byte>>>> findAsync)
    {
        List<ExpungedMessage> found = [.. row.Messages.Where(message => uids.Contains(message.Uid))];
        if (row.Kept is not { } kept)
        {
            return found;
        }

        UidSet wanted = (kept.ArePartly ? uids.Intersect(row.Uids) : uids).Except(kept.Restored);
        foreach (GivenUpChunks run in kept.Runs)
        {
            foreach (RowKey[] keys in run.KeysOf(wanted).Chunk(ChunksAtOnce))
            {
                Dictionary<RowKey, ReadOnlyMemory<byte>> columns = await findAsync(StoreTable.ChunkFixed, keys).ConfigureAwait(false);
                Dictionary<RowKey, ReadOnlyMemory<byte>> states = await findAsync(StoreTable.ChunkState, keys).ConfigureAwait(false);
                foreach (RowKey key in keys)
                {
                    if (columns.TryGetValue(key, out ReadOnlyMemory<byte> column) && states.TryGetValue(key, out ReadOnlyMemory<byte> state))
                    {
                        Read(row.ModSeq, kept.Keywords, ChunkCodec.ReadFixed(column.Span, run.Shift), state.Span, wanted, found);
                    }
                }
            }
        }

        found.Sort(static (a, b) => a.Uid.CompareTo(b.Uid));
        return found;
    }

    /// <summary>All emails that a row keeps, with their octets; of very many, some at a time.</summary>
    internal static async IAsyncEnumerable<(long Email, long Size)> EmailsAsync(
        ExpungedRow row, Func<IReadOnlyList<RowKey>, ValueTask<Dictionary<RowKey, ReadOnlyMemory<byte>>>> findAsync)
    {
        foreach (ExpungedMessage message in row.Messages)
        {
            yield return (message.Email.Value, message.Size);
        }

        foreach (GivenUpChunks run in row.Kept?.Runs ?? [])
        {
            foreach (RowKey[] keys in run.Keys.Chunk(ChunksAtOnce))
            {
                Dictionary<RowKey, ReadOnlyMemory<byte>> found = await findAsync(keys).ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> value in found.Values)
                {
                    ChunkColumns columns = ChunkCodec.ReadFixed(value.Span, run.Shift);
                    for (int i = 0; i < columns.Count; i++)
                    {
                        var uid = new Uid(columns.Uids[i]);
                        if (row.Uids.Contains(uid) && !row.Kept!.Restored.Contains(uid))
                        {
                            yield return (columns.Emails[i], columns.Sizes[i]);
                        }
                    }
                }
            }
        }
    }

    private static void Read(
        long modSeq, IReadOnlyList<string?> keywords, ChunkColumns columns, ReadOnlySpan<byte> state, UidSet wanted, List<ExpungedMessage> found)
    {
        var more = new Dictionary<uint, ushort[]>();
        MessageChunk chunk = ChunkCodec.ReadState(state, columns, 0, more);
        for (int i = 0; i < chunk.Count; i++)
        {
            var uid = new Uid(columns.Uids[i]);
            if (wanted.Contains(uid))
            {
                found.Add(new ExpungedMessage(
                    uid, new EmailKey(columns.Emails[i]), (FlagBits)chunk.Flags[i] & FlagNames.SystemMask,
                    MailboxSnapshot.KeywordNames(keywords, chunk.Flags[i], more.GetValueOrDefault(uid.Value, [])),
                    columns.Sizes[i], columns.InternalDates[i], columns.ZoneMinutes[i], columns.SaveDates[i], modSeq));
            }
        }
    }
}

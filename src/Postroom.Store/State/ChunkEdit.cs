namespace Postroom.Store.State;

/// <summary>Makes chunks out of chunks.</summary>
internal static class ChunkEdit
{
    internal static MessageChunk Append(MessageChunk? chunk, uint firstUid, ReadOnlySpan<NewEntry> entries, long modSeq, long now)
    {
        int had = chunk?.Count ?? 0;
        ChunkColumns? old = chunk?.Columns;
        uint[] uids = Grow(old is null ? [] : old.Uids, entries.Length);
        long[] emails = Grow(old is null ? [] : old.Emails, entries.Length);
        long[] sizes = Grow(old is null ? [] : old.Sizes, entries.Length);
        long[] internalDates = Grow(old is null ? [] : old.InternalDates, entries.Length);
        short[] zones = Grow(old is null ? [] : old.ZoneMinutes, entries.Length);
        long[] saveDates = Grow(old is null ? [] : old.SaveDates, entries.Length);
        ulong[] flags = Grow(chunk is null ? [] : chunk.Flags, entries.Length);
        long[] modSeqs = Grow(chunk is null ? [] : chunk.ModSeqs, entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            int at = had + i;
            uids[at] = firstUid + (uint)i;
            emails[at] = entries[i].Email;
            sizes[at] = entries[i].Size;
            internalDates[at] = entries[i].InternalDate;
            zones[at] = entries[i].ZoneMinutes;
            saveDates[at] = now;
            flags[at] = entries[i].Flags.Bits;
            modSeqs[at] = modSeq;
        }

        return new MessageChunk(new ChunkColumns(uids, emails, sizes, internalDates, zones, saveDates), flags, modSeqs);
    }

    /// <summary>The chunk without the messages for which <paramref name="gone"/> holds; null when none is left.</summary>
    internal static MessageChunk? Remove(MessageChunk chunk, ReadOnlySpan<bool> gone)
    {
        int left = chunk.Count - gone[..chunk.Count].Count(true);
        if (left == 0)
        {
            return null;
        }

        ChunkColumns old = chunk.Columns;
        return new MessageChunk(
            new ChunkColumns(
                Keep(old.Uids, gone, left), Keep(old.Emails, gone, left), Keep(old.Sizes, gone, left), Keep(old.InternalDates, gone, left),
                Keep(old.ZoneMinutes, gone, left), Keep(old.SaveDates, gone, left)),
            Keep(chunk.Flags, gone, left),
            Keep(chunk.ModSeqs, gone, left));
    }

    internal static MessageChunk Join(MessageChunk first, MessageChunk second)
    {
        ChunkColumns a = first.Columns, b = second.Columns;
        return new MessageChunk(
            new ChunkColumns(
                [.. a.Uids, .. b.Uids], [.. a.Emails, .. b.Emails], [.. a.Sizes, .. b.Sizes], [.. a.InternalDates, .. b.InternalDates],
                [.. a.ZoneMinutes, .. b.ZoneMinutes], [.. a.SaveDates, .. b.SaveDates]),
            [.. first.Flags, .. second.Flags],
            [.. first.ModSeqs, .. second.ModSeqs]);
    }

    private static T[] Grow<T>(ReadOnlySpan<T> values, int by)
    {
        var larger = new T[values.Length + by];
        values.CopyTo(larger);
        return larger;
    }

    private static T[] Keep<T>(ReadOnlySpan<T> values, ReadOnlySpan<bool> gone, int left)
    {
        var kept = new T[left];
        for (int i = 0, to = 0; i < values.Length; i++)
        {
            if (!gone[i])
            {
                kept[to++] = values[i];
            }
        }

        return kept;
    }
}

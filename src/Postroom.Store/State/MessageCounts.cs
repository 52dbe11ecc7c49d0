namespace Postroom.Store.State;

/// <summary>What some messages are together in their mailbox's counters.</summary>
internal readonly record struct MessageCounts(int Messages, long Size, int Deleted, int Unseen)
{
    /// <summary>With one more message.</summary>
    internal MessageCounts With(MessageChunk chunk, int index)
    {
        var flags = (FlagBits)chunk.Flags[index];
        return new MessageCounts(
            Messages + 1,
            Size + chunk.Columns.Sizes[index],
            Deleted + ((flags & FlagBits.Deleted) != 0 ? 1 : 0),
            Unseen + ((flags & FlagBits.Seen) == 0 ? 1 : 0));
    }
}

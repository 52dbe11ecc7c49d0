namespace Postroom.Store.State;

/// <summary>Part of a mailbox out of which messages are to go: what goes, and one chunk of what stays.</summary>
/// <param name="First">From this UID on.</param>
/// <param name="Last">Up to this one.</param>
/// <param name="Sources">The chunks that it was made from, each with how many of their messages here go: while the mailbox has these very objects, it is true.</param>
/// <param name="Gone">UIDs of those, ascending.</param>
/// <param name="Counts">What they are in the mailbox's counters.</param>
/// <param name="Left">What stays; null when nothing does.</param>
internal sealed record RemovalSpan(
    uint First, uint Last, IReadOnlyList<(MessageChunk Chunk, int Gone)> Sources, uint[] Gone, MessageCounts Counts, PreparedChunk? Left)
{
    internal bool IsTrue(HashSet<MessageChunk> current)
    {
        foreach ((MessageChunk chunk, _) in Sources)
        {
            if (!current.Contains(chunk))
            {
                return false;
            }
        }

        return true;
    }
}

namespace Postroom.Imap.Server;

/// <summary>Looking at a sequence set before it is known what there is.</summary>
internal static class SequenceSets
{
    /// <summary>True if the set cannot name more than <paramref name="count"/> messages, whatever the mailbox holds.</summary>
    internal static bool NamesAtMost(this SequenceSet messages, int count)
    {
        if (messages.HasStar || messages.IsSavedResult)
        {
            return false;
        }

        int named = 0;
        foreach (uint _ in messages.Enumerate())
        {
            if (++named > count)
            {
                return false;
            }
        }

        return true;
    }
}

namespace Postroom.Imap.Server;

/// <summary>Looking at a sequence set before it is known what there is.</summary>
internal static class SequenceSets
{
    /// <summary>True if the set cannot name more than <paramref name="count"/> messages, whatever the mailbox holds.</summary>
    internal static bool NamesAtMost(this SequenceSet messages, int count) =>
        !messages.HasStar && !messages.IsSavedResult && messages.Enumerate().Take(count + 1).Count() <= count;
}

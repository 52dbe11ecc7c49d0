namespace Postroom.Store.State;

/// <summary>What an account may hold: asked of every commit that makes it larger, and of no other.</summary>
internal static class CommitLimits
{
    internal static StoreRefusal? Refusal(AccountState before, AccountState after, StoreOptions options)
    {
        AccountCounters counters = after.Counters;
        bool hasMoreMessages = after.UsedMessages > before.UsedMessages;
        if ((after.UsedOctets > before.UsedOctets && after.UsedOctets > counters.StorageLimit) || (hasMoreMessages && after.UsedMessages > counters.MessagesLimit))
        {
            return new StoreRefusal(RefusalReason.OverQuota, "The quota would be exceeded.");
        }

        return hasMoreMessages && after.UsedMessages > options.MaxMessages
            ? new StoreRefusal(RefusalReason.Limit, "The account would have too many messages.")
            : null;
    }
}

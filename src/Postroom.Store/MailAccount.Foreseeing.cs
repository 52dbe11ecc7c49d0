using Postroom.Imap;

namespace Postroom.Store;

public sealed partial class MailAccount
{
    /// <summary>What would be said now against adding a message, asked before its bytes come; null is nothing. The commit asks again.</summary>
    /// <remarks>Whether a mailbox's keywords are all in use is left to the commit: to know it, flags of all its messages are read.</remarks>
    /// <param name="flags">With keywords that may be new.</param>
    /// <param name="octets">The message's size.</param>
    /// <param name="replacedOctets">The size of a message that goes in the same commit (REPLACE, RFC 8508 §3.4); null for none.</param>
    public StoreRefusal? RefusalToAdd(IReadOnlyList<Flag> flags, long octets, long? replacedOctets = null)
    {
        StoreOptions options = _store.Options;
        if (flags.Any(flag => flag.Name.Length > options.MaxKeywordOctets))
        {
            return new StoreRefusal(RefusalReason.Limit, "A keyword is too long.");
        }

        if (flags.Where(static flag => flag.IsKeyword).Distinct().Count() > options.MaxKeywords)
        {
            return new StoreRefusal(RefusalReason.Limit, "The mailbox has too many keywords.");
        }

        if (octets > options.MaxMessageOctets)
        {
            return new StoreRefusal(RefusalReason.TooBig, "The message is too large.");
        }

        AccountQuota quota = Quota;
        long growth = octets - (replacedOctets ?? 0);
        return (growth > 0 && quota.StorageOctets + growth > quota.StorageLimitOctets) || (replacedOctets is null && quota.Messages >= quota.MessagesLimit)
            ? new StoreRefusal(RefusalReason.OverQuota, "The quota would be exceeded.")
            : null;
    }
}

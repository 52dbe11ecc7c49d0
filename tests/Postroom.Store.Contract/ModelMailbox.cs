using Postroom.Imap;

namespace Postroom.Store.Contract;

/// <summary>A mailbox as one would write it down with a pencil: what the store is compared with.</summary>
internal sealed class ModelMailbox(MailboxId id)
{
    internal MailboxId Id => id;

    internal uint UidNext { get; private set; } = 1;

    internal SortedDictionary<uint, ModelMessage> Messages { get; } = [];

    internal List<(uint Uid, long ModSeq)> Gone { get; } = [];

    internal long HighestModSeq { get; private set; }

    internal uint Add(ModelMessage message, long modSeq)
    {
        Messages.Add(UidNext, message with { ModSeq = modSeq });
        HighestModSeq = modSeq;
        return UidNext++;
    }

    internal void Change(uint uid, IEnumerable<string> flags, long modSeq)
    {
        string[] sorted = [.. flags.Distinct().Order(StringComparer.Ordinal)];
        if (!sorted.SequenceEqual(Messages[uid].Flags))
        {
            Messages[uid] = Messages[uid] with { Flags = sorted, ModSeq = modSeq };
            HighestModSeq = modSeq;
        }
    }

    internal void Remove(IReadOnlyCollection<uint> uids, long modSeq)
    {
        foreach (uint uid in uids)
        {
            Messages.Remove(uid);
            Gone.Add((uid, modSeq));
            HighestModSeq = modSeq;
        }
    }

    internal IEnumerable<uint> In(UidSet uids) => Messages.Keys.Where(uid => uids.Contains(new Uid(uid)));
}

/// <summary>A message in a model.</summary>
internal sealed record ModelMessage(string Text, string[] Flags, long ModSeq);

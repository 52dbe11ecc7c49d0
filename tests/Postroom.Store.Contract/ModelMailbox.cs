using Postroom.Imap;

namespace Postroom.Store.Contract;

/// <summary>A mailbox as one would write it down with a pencil, for its owner and for one other who has flags of their own: what the store is compared with.</summary>
internal sealed class ModelMailbox(MailboxId id, params string[] ownFlags)
{
    private long _highest;
    private long _othersHighest;

    internal MailboxId Id => id;

    internal uint UidNext { get; private set; } = 1;

    internal SortedDictionary<uint, ModelMessage> Messages { get; } = [];

    internal List<(uint Uid, long ModSeq)> Gone { get; } = [];

    /// <summary>MODSEQ at which the other was given rights; null while they have none.</summary>
    internal long? SharedSince { get; private set; }

    internal void Share(long modSeq) => (SharedSince, _othersHighest) = (modSeq, modSeq);

    internal void Unshare()
    {
        SharedSince = null;
        foreach (uint uid in Messages.Keys.ToArray())
        {
            Messages[uid] = Messages[uid] with { Own = [], OwnModSeq = 0 };
        }
    }

    internal long HighestModSeq(bool asOther) => asOther ? Math.Max(_highest, _othersHighest) : _highest;

    internal string[] Flags(uint uid, bool asOther)
    {
        ModelMessage message = Messages[uid];
        return asOther ? Sorted(message.Flags.Except(ownFlags).Concat(message.Own)) : message.Flags;
    }

    internal long ModSeq(uint uid, bool asOther)
    {
        ModelMessage message = Messages[uid];
        return asOther ? Math.Max(Math.Max(message.ModSeq, message.OwnModSeq), SharedSince!.Value) : message.ModSeq;
    }

    internal uint Add(string text, string[] flags, long modSeq, bool asOther)
    {
        string[] own = asOther ? [.. flags.Intersect(ownFlags)] : [];
        Messages.Add(UidNext, new ModelMessage(text, Sorted(flags.Except(own)), modSeq, own, own.Length > 0 ? modSeq : 0));
        _highest = modSeq;
        return UidNext++;
    }

    internal void Change(uint uid, IEnumerable<string> flags, long modSeq, bool asOther)
    {
        ModelMessage message = Messages[uid];
        string[] all = Sorted(flags.Distinct());
        string[] shared = asOther ? Sorted(all.Except(ownFlags).Concat(message.Flags.Intersect(ownFlags))) : all;
        if (!shared.SequenceEqual(message.Flags))
        {
            message = message with { Flags = shared, ModSeq = modSeq };
            _highest = modSeq;
        }

        string[] own = asOther ? Sorted(all.Intersect(ownFlags)) : message.Own;
        if (!own.SequenceEqual(message.Own))
        {
            message = message with { Own = own, OwnModSeq = modSeq };
            _othersHighest = modSeq;
        }

        Messages[uid] = message;
    }

    internal void Remove(IReadOnlyCollection<uint> uids, long modSeq)
    {
        foreach (uint uid in uids)
        {
            Messages.Remove(uid);
            Gone.Add((uid, modSeq));
            _highest = modSeq;
        }
    }

    internal IEnumerable<uint> In(UidSet uids) => Messages.Keys.Where(uid => uids.Contains(new Uid(uid)));

    private static string[] Sorted(IEnumerable<string> flags) => [.. flags.Order(StringComparer.Ordinal)];
}

/// <summary>A message in a model.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Flags">What the owner sees.</param>
/// <param name="ModSeq">Of the last change that the owner sees.</param>
/// <param name="Own">What the other has for themselves.</param>
/// <param name="OwnModSeq">Of the last change to that.</param>
internal sealed record ModelMessage(string Text, string[] Flags, long ModSeq, string[] Own, long OwnModSeq);

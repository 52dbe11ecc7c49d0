using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>
/// Which messages a client can predict after STORE.SILENT: those that came out as it expects. Where somebody else changed a flag
/// too, before or meanwhile, it must hear the outcome all the same (RFC 3501 §6.4.6: "the server SHOULD assume ...").
/// </summary>
internal static class SilentFlags
{
    internal static UidSet Expected(SessionView view, MailboxSnapshot before, UidSet changed, FlagChangeKind kind, FlagList flags)
    {
        MailboxSnapshot after = view.Mailbox.Snapshot;
        if (Mask(flags, after.Info.Keywords) is not { } mask)
        {
            return UidSet.Empty; // keywords beyond the flag word: rare enough to tell
        }

        var expected = new UidSetBuilder();
        var uids = new ViewCursor(view.Messages);
        var then = new SnapshotCursor(before);
        var now = new SnapshotCursor(after);
        foreach (NumberRange range in changed.Ranges)
        {
            int first = view.Messages.CountBelow(range.First) + 1, last = view.Messages.CountBelow((ulong)range.Last + 1);
            for (int sequence = first; sequence <= last; sequence++)
            {
                uint uid = uids.UidAt(sequence);
                if (then.TryFind(uid, out MessageChunk old, out int oldIndex) && now.TryFind(uid, out MessageChunk chunk, out int index)
                    && !view.IsUntold(uid, old.ModSeqs[oldIndex])
                    && chunk.Flags[index] == Apply(kind, old.Flags[oldIndex], mask))
                {
                    expected.Add(new Uid(uid));
                }
            }
        }

        return expected.ToUidSet();
    }

    private static ulong Apply(FlagChangeKind kind, ulong flags, ulong mask) => kind switch
    {
        FlagChangeKind.Add => flags | mask,
        FlagChangeKind.Remove => flags & ~mask,
        _ => mask,
    };

    private static ulong? Mask(FlagList flags, IReadOnlyList<string?> keywords)
    {
        ulong mask = 0;
        foreach (Flag flag in flags)
        {
            switch (flag.System)
            {
                case SystemFlags.Seen: mask |= (ulong)FlagBits.Seen; break;
                case SystemFlags.Answered: mask |= (ulong)FlagBits.Answered; break;
                case SystemFlags.Flagged: mask |= (ulong)FlagBits.Flagged; break;
                case SystemFlags.Deleted: mask |= (ulong)FlagBits.Deleted; break;
                case SystemFlags.Draft: mask |= (ulong)FlagBits.Draft; break;
                default:
                    int number = IndexOf(keywords, flag);
                    if (number is < 0 or >= 58)
                    {
                        return null;
                    }

                    mask |= (ulong)FlagBits.FirstKeyword << number;
                    break;
            }
        }

        return mask;
    }

    private static int IndexOf(IReadOnlyList<string?> keywords, Flag flag)
    {
        for (int i = 0; i < keywords.Count; i++)
        {
            if (string.Equals(keywords[i], flag.Name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}

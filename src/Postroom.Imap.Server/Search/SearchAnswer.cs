using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What a search found, in the numbers that its client asked for: sequence numbers, or UIDs after UID SEARCH.</summary>
/// <remarks>Only messages that the client knows: what came since is not among them.</remarks>
public sealed class SearchAnswer
{
    private readonly ViewMessages _messages;
    private readonly List<NumberRange> _sequences = []; // merged: neighbours in the mailbox stand together

    internal SearchAnswer(ImapSession session, ViewMessages messages, SearchResult result, bool isUid)
    {
        (Session, _messages, IsUid) = (session, messages, isUid);
        foreach (NumberRange uids in result.Ranges())
        {
            Add(messages.CountBelow(uids.First) + 1, messages.CountBelow((ulong)uids.Last + 1));
        }
    }

    /// <summary>Whose search it is.</summary>
    public ImapSession Session { get; }

    /// <summary>True for UID SEARCH.</summary>
    public bool IsUid { get; }

    /// <summary>How many messages were found.</summary>
    public int Count { get; private set; }

    /// <summary>No message was found.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The found messages' numbers, lowest first, those side by side together.</summary>
    public IEnumerable<NumberRange> Numbers() => Numbers(1, Count);

    /// <summary>Likewise, of the <paramref name="first"/>th to the <paramref name="last"/>th found message, counted from 1; those that are not there are left out.</summary>
    public IEnumerable<NumberRange> Numbers(long first, long last)
    {
        foreach (NumberRange range in RangePlaces.Between(_sequences, first, last))
        {
            if (!IsUid)
            {
                yield return range;
                continue;
            }

            foreach (NumberRange uids in UidsOf(range))
            {
                yield return uids;
            }
        }
    }

    /// <summary>The UIDs of the <paramref name="first"/>th to the <paramref name="last"/>th found message.</summary>
    public UidSet Uids(long first, long last)
    {
        var uids = new UidSetBuilder();
        foreach (NumberRange range in RangePlaces.Between(_sequences, first, last).SelectMany(UidsOf))
        {
            uids.Add(new(range.First), new(range.Last));
        }

        return uids.ToUidSet();
    }

    /// <summary>The UIDs of all that was found.</summary>
    public UidSet Uids() => Uids(1, Count);

    private void Add(int first, int last)
    {
        if (first > last)
        {
            return;
        }

        Count += last - first + 1;
        if (_sequences.Count > 0 && _sequences[^1].Last + 1 == first)
        {
            _sequences[^1] = _sequences[^1] with { Last = (uint)last };
        }
        else
        {
            _sequences.Add(new((uint)first, (uint)last));
        }
    }

    private IEnumerable<NumberRange> UidsOf(NumberRange sequences)
    {
        var cursor = new ViewCursor(_messages);
        var uids = default(NumberRange);
        for (uint sequence = sequences.First; sequence <= sequences.Last; sequence++)
        {
            uint uid = cursor.UidAt((int)sequence);
            if (uids.First > 0 && uids.Last + 1 == uid)
            {
                uids = uids with { Last = uid };
                continue;
            }

            if (uids.First > 0)
            {
                yield return uids;
            }

            uids = new(uid, uid);
        }

        yield return uids;
    }
}

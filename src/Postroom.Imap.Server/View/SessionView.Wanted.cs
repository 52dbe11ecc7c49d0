using Postroom.Store;

namespace Postroom.Imap.Server;

// What NOTIFY asked for (RFC 5465): events that it does not name accumulate, until the next NOTIFY SET, which tells all (§3.1).
public sealed partial class SessionView
{
    private bool _tellsAll; // NOTIFY SET
    private bool _withholds; // messages came or flags changed, and the client does not want to hear it
    private UidSet _own = UidSet.Empty; // came by this session's own commands since the last telling
    private UidSet _unfetched = UidSet.Empty; // were told by EXISTS, and are to be told by FETCH

    /// <summary>Some are gone, and the client wants to hear it as soon as may be.</summary>
    internal bool HoldsExpunges => _holdsExpunges && Wants(NotifyEvents.Messages);

    /// <summary>New messages wait to be told by FETCH.</summary>
    internal bool HasUnfetched => !_unfetched.IsEmpty;

    /// <summary>Tells whatever has accumulated. The caller has the output's turn.</summary>
    internal async ValueTask TellAllAsync(bool mayExpunge, CancellationToken cancellationToken)
    {
        (_tellsAll, _comparedModSeq) = (true, -1);
        try
        {
            await TellAsync(mayExpunge, withUid: false, tookOut: false, cancellationToken);
        }
        finally
        {
            _tellsAll = false;
        }
    }

    /// <summary>The session itself brought these: the client need not be told what they are (§5.2).</summary>
    internal void Bring(UidSet uids) => _own = _own.Union(uids);

    /// <summary>Those of which FETCH is to tell what NOTIFY asked for; they are not given again.</summary>
    internal MessageSelection TakeUnfetched()
    {
        UidSet taken = _unfetched;
        _unfetched = UidSet.Empty;
        return MessageSelection.ByUid(Messages, taken);
    }

    private bool Wants(NotifyEvents events) => _tellsAll || _session.Notifications is not { } wanted || (wanted.Terms.OfSelected & events) != 0;

    private void NoteUnfetched(uint lastTold)
    {
        if (Messages.LastUid > lastTold && _session.Notifications is { Terms.NewItems.IsEmpty: false })
        {
            _unfetched = _unfetched.Union(UidSet.Range(new(lastTold + 1), new(Messages.LastUid)).Except(_own));
        }

        _own = UidSet.Empty;
    }

    // HIGHESTMODSEQ must not go beyond a change that was not told (RFC 7162 §3.2).
    private bool WithholdsFlags(MailboxSnapshot now, uint lastTold)
    {
        if (Wants(NotifyEvents.Flags))
        {
            return false;
        }

        for (int c = now.Chunks.NextAbove(_toldModSeq, 0); c < now.Chunks.Length; c = now.Chunks.NextAbove(_toldModSeq, c + 1))
        {
            MessageChunk chunk = now.Chunks[c];
            for (int i = 0; i < chunk.Count && chunk.Columns.Uids[i] <= lastTold; i++)
            {
                if (IsUntold(chunk.Columns.Uids[i], chunk.ModSeqs[i]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A selected mailbox as the client knows it: which messages, in which order, and up to which change (INVARIANTS 7 to 10).</summary>
/// <remarks>
/// It holds UIDs, not a snapshot, so old snapshots can go. It changes only under the output's turn, in
/// <see cref="TellAsync"/>: what the client knows is what it has been sent.
/// </remarks>
public sealed partial class SessionView : IAsyncDisposable
{
    private readonly ImapSession _session;
    private readonly MailboxPlace _place;
    private readonly IDisposable? _news; // of another user's account
    private readonly RecentMessages _recent = new();
    private FlagPrinter _flags;
    private long _toldModSeq; // flag changes up to here were told
    private long _comparedModSeq; // the mailbox was compared with the view at this HIGHESTMODSEQ
    private int _toldRecent;
    private long _toldExpungeModSeq; // expunges up to here were told
    private bool _holdsExpunges; // some are gone, and the client has not been told

    /// <summary>With place and mailbox its own from now on.</summary>
    internal SessionView(ImapSession session, MailboxPlace place, Mailbox mailbox, bool isReadOnly, Uid? firstRecent)
    {
        (_session, _place, Mailbox, IsReadOnly) = (session, place, mailbox, isReadOnly);
        _news = place.IsOwn ? null : place.Account.Subscribe(session.OnOthersPublished); // before the look at what there is
        MailboxSnapshot now = mailbox.Snapshot;
        Messages = ViewMessages.Of(now);
        _flags = new(now.Info.Keywords, session.Server.Store.Options.MaxKeywords);
        _toldModSeq = _toldExpungeModSeq = _comparedModSeq = now.Info.HighestModSeq;
        SelectedAs = now.Info;
        if (firstRecent is { } first && Messages.Count > 0)
        {
            _recent.Add(first.Value, Messages.LastUid);
        }

        _toldRecent = _recent.CountIn(Messages);
    }

    /// <summary>The mailbox, whatever it is called by now.</summary>
    public Mailbox Mailbox { get; }

    /// <summary>The account that it lies in: what is done to its messages is committed here.</summary>
    internal MailAccount Account => _place.Account;

    /// <summary>It is another user's.</summary>
    internal bool IsOthers => !_place.IsOwn;

    /// <summary>True after EXAMINE: nothing may be changed.</summary>
    public bool IsReadOnly { get; }

    /// <summary>What the session may do here now beside reading; nothing after EXAMINE.</summary>
    internal Right RightsToChange => IsReadOnly ? Right.None : _place.Rights;

    /// <summary>What RFC 4314 §5.2 calls READ-WRITE: something can be changed that others see.</summary>
    internal bool MayChangeMail =>
        (RightsToChange & (Right.Insert | Right.Expunge | Right.Write | Right.DeleteMessages | ((SelectedAs.PrivateFlags & FlagBits.Seen) == 0 ? Right.KeepSeen : Right.None))) != 0;

    /// <summary>"A FETCH request that implies setting \Seen flag MUST NOT set it" without that right (RFC 4314 §4).</summary>
    internal bool MaySetSeen => (RightsToChange & Right.KeepSeen) != 0;

    /// <summary>How many messages the client knows.</summary>
    public int Count => Messages.Count;

    /// <summary>How many of them are \Recent to this session.</summary>
    public int RecentCount => _recent.CountIn(Messages);

    /// <summary>The row as it was when the mailbox was selected.</summary>
    internal MailboxInfo SelectedAs { get; }

    internal ViewMessages Messages { get; private set; }

    /// <summary>"$": what SEARCH RETURN (SAVE) kept, empty at first (RFC 5182 §2.1). What is expunged falls out as it is resolved.</summary>
    internal UidSet Saved { get; private set; } = UidSet.Empty;

    internal FlagPrinter Flags => _flags;

    /// <summary>What the view still shows and is gone went by a change above this.</summary>
    internal ModSeq ExpungesToldUpTo => new((ulong)_toldExpungeModSeq);

    /// <summary>The HIGHESTMODSEQ that may be told now: nothing below it is unannounced (RFC 7162 §3.2).</summary>
    public ModSeq TellableModSeq => new((ulong)Math.Min(_toldModSeq, _holdsExpunges ? _toldExpungeModSeq : long.MaxValue));

    /// <summary>What a set means in this view. Call it before the first await: numbers mean what they meant when they were sent.</summary>
    /// <returns>Null if it names a sequence number that is not there.</returns>
    public MessageSelection? Resolve(SequenceSet set, bool isUid) =>
        isUid || set.IsSavedResult ? MessageSelection.ByUid(Messages, UidsOf(set)) : MessageSelection.BySequence(Messages, set);

    /// <summary>The UIDs that a UID set means here, messages or not.</summary>
    public UidSet UidsOf(SequenceSet set) =>
        set.IsSavedResult ? Saved : set.ResolveUids(Messages.Count == 0 ? null : new Uid(Messages.LastUid));

    /// <summary>The client's number for <paramref name="uid"/>, from 1; 0 when it does not know the message.</summary>
    public int SequenceOf(Uid uid) => Messages.Find(uid.Value);

    /// <summary>True if the message is \Recent to this session; nothing is to one that has enabled IMAP4rev2.</summary>
    public bool IsRecent(Uid uid) => !_session.IsRev2 && _recent.Contains(uid.Value);

    /// <summary>Makes <paramref name="uids"/> what "$" means; false, and nothing from then on, when the server keeps too much already (RFC 5182 §2.5).</summary>
    internal bool TrySave(UidSet uids)
    {
        SavedSearchBudget budget = _session.Server.SavedSearches;
        if (!budget.TryReplace(Saved, uids))
        {
            budget.TryReplace(Saved, UidSet.Empty);
            Saved = UidSet.Empty;
            return false;
        }

        Saved = uids;
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        TrySave(UidSet.Empty);
        _news?.Dispose();
        await Mailbox.DisposeAsync();
        await _place.DisposeAsync();
    }
}

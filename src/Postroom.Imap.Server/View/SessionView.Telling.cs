using System.Buffers;
using Postroom.Net;
using Postroom.Store;

namespace Postroom.Imap.Server;

// Which untagged answer may come when is decided here and nowhere else:
//   EXISTS, RECENT, FLAGS and FETCH     (no RECENT after ENABLE IMAP4rev2) whenever a command is in progress (RFC 3501 §5.2, §7.3, §7.4.2);
//   EXPUNGE                             only at the end of a command that permits it, when no command that was read names
//                                       messages by sequence number (§7.4.1, INVARIANTS 8): the caller says, by mayExpunge.
//   after NOTIFY (RFC 5465)             only the events that it names, and those between commands too; EXPUNGE between them only after SELECTED
//                                       (SessionView.Wanted.cs).
// And how they name messages: by number, or, after ENABLE UIDONLY, by UID alone, UIDFETCH for FETCH and VANISHED for EXPUNGE (RFC 9586 §3).
public sealed partial class SessionView
{
    // Made when there is something in them: nothing is in those of a client that only waits.
    private List<UidSet>? _asked; // told whether or not they changed: STORE's answer
    private List<UidSet>? _askedModSeq; // their MODSEQ is told, flags only if they changed: STORE.SILENT's answer
    private List<(UidSet Uids, long ModSeq)>? _known; // changes of our own that the client does not want to hear
    private Dictionary<uint, long>? _knownSingly;
    private bool _owesModSeq; // VANISHED was told, and not yet which HIGHESTMODSEQ it brings
    private bool _toldAModSeq; // by a FETCH that nobody asked for

    /// <summary>These are told with the next answer even if nothing changed: STORE without .SILENT (RFC 3501 §6.4.6).</summary>
    internal void Ask(UidSet uids)
    {
        if (!uids.IsEmpty)
        {
            (_asked ??= []).Add(uids);
        }
    }

    /// <summary>The MODSEQ of these is told with the next answer, without flags that the client knows: STORE.SILENT of a client that is aware of CONDSTORE (RFC 7162 §3.1.3).</summary>
    internal void AskModSeq(UidSet uids)
    {
        if (!uids.IsEmpty)
        {
            (_askedModSeq ??= []).Add(uids);
        }
    }

    /// <summary>The HIGHESTMODSEQ that this client may keep. The caller has the output's turn.</summary>
    internal void TellModSeq() =>
        ResponseLines.WriteOk(_session.Output.Buffer, _session.Dialect, new HighestModSeqCode(TellableModSeq), "Every change up to it was told");

    /// <summary>The client knows these flags as they are at <paramref name="modSeq"/>: STORE.SILENT, or a FETCH that printed them.</summary>
    internal void Know(UidSet uids, ModSeq modSeq)
    {
        if (!uids.IsEmpty)
        {
            (_known ??= []).Add((uids, (long)modSeq.Value));
        }
    }

    /// <summary>The client has just been sent this message's flags as they are at <paramref name="modSeq"/>.</summary>
    internal void Know(Uid uid, long modSeq)
    {
        if (modSeq > _toldModSeq)
        {
            (_knownSingly ??= [])[uid.Value] = modSeq;
        }
    }

    /// <summary>True if the client has not been told of a change of this message's flags .</summary>
    internal bool IsUntold(uint uid, long modSeq) => modSeq > _toldModSeq && !IsKnown(uid, modSeq);

    /// <summary>False when there is surely nothing to tell.</summary>
    internal bool HasNews => _holdsExpunges || IsAnyAsked || Mailbox.Snapshot.Info is not { IsSelectable: true } now || now.HighestModSeq != _comparedModSeq;

    /// <summary>Tells the client what happened in the mailbox. The caller has the output's turn.</summary>
    /// <param name="mayExpunge">True if EXPUNGE is allowed at this moment.</param>
    /// <param name="withUid">True to name UIDs too: the answer to a UID command (RFC 3501 §6.4.8).</param>
    /// <param name="tookOut">True if the command took messages out: that they are gone is its answer, whatever NOTIFY said.</param>
    /// <param name="cancellationToken">Ends with the session.</param>
    internal async ValueTask TellAsync(bool mayExpunge, bool withUid, bool tookOut, CancellationToken cancellationToken)
    {
        await TellChangesAsync(mayExpunge && (Wants(NotifyEvents.Messages) || tookOut), withUid, cancellationToken);
        _owesModSeq &= !tookOut; // its tagged answer has it (RFC 7162 §3.2.7 to §3.2.9)
        TellModSeqIfDue();
    }

    /// <summary>Tells it between commands and in IDLE, where a HIGHESTMODSEQ is said only behind what makes it due: whoever wants to hear nothing sleeps on.</summary>
    internal async ValueTask TellNewsAsync(bool mayExpunge, CancellationToken cancellationToken)
    {
        _toldAModSeq = false;
        await TellChangesAsync(mayExpunge && Wants(NotifyEvents.Messages), withUid: false, cancellationToken);
        if (_toldAModSeq || _owesModSeq)
        {
            TellModSeqIfDue();
        }
    }

    /// <summary>A MODSEQ that was printed may be above that of a change which was not told (RFC 7162 §3.2, §6). A VANISHED has none: how far it
    /// brings a client, which resynchronizes from there, is said behind it, and behind the FETCH of what came with it. The caller has the turn.</summary>
    internal void TellModSeqIfDue()
    {
        if (((_holdsExpunges || _withholds) && _session.IsCondStoreAware) || (_owesModSeq && !HasUnfetched))
        {
            TellModSeq();
            _owesModSeq = false;
        }
    }

    private async ValueTask TellChangesAsync(bool mayExpunge, bool withUid, CancellationToken cancellationToken)
    {
        bool mayGrow = Wants(NotifyEvents.Messages);
        MailboxSnapshot now = Mailbox.Snapshot;
        if (IsReplaced(now.Info))
        {
            // There is no response that says so in the selected state, and its UIDs must not be used any longer (RFC 3501 §2.3.1.1).
            _session.End(ConnectionEndReason.Completed, "The mailbox has a new UIDVALIDITY: select it again");
            return;
        }

        if (now.Info.IsSelectable && _wasGone)
        {
            // The rights on it were taken and given again: what was told to be gone would come back under its UIDs.
            _session.End(ConnectionEndReason.Completed, "The mailbox could not be read for a while: select it again");
            return;
        }

        _wasGone = !now.Info.IsSelectable;

        if (now.Info.HighestModSeq == _comparedModSeq && !IsAnyAsked && !(mayExpunge && _holdsExpunges))
        {
            return;
        }

        ViewDifference difference = ViewDifference.Between(Messages, now);
        if (mayGrow && difference.Added > 0 && ClaimsRecent && now.Info.Recent > 0 && !_session.IsRev2)
        {
            now = await ClaimRecentAsync(now, cancellationToken);
            difference = ViewDifference.Between(Messages, now);
        }

        if (mayGrow && difference.Added > 0 && !ClaimsRecent && now.Info.Recent > 0)
        {
            _recent.Add((uint)Math.Max(now.Info.RecentFrom, Messages.LastUid + 1L), now.Chunks[^1].Columns.Uids[^1]); // seen, not claimed
        }

        IBufferWriter<byte> output = _session.Output.Buffer;
        if (mayExpunge)
        {
            await TellExpungesAsync(difference.Gone, cancellationToken);
        }

        _holdsExpunges = !mayExpunge && difference.Gone.Count > 0;
        uint lastTold = Math.Max(Messages.LastUid, _highestShown);
        Messages = (mayExpunge, mayGrow) switch
        {
            (true, true) => difference.WithAll(),
            (false, true) => difference.WithAdded(),
            (true, false) => difference.WithoutGone(),
            _ => Messages,
        };
        NoteUnfetched(lastTold);
        _highestShown = Math.Max(_highestShown, Messages.LastUid);
        TellCounts(mayGrow && difference.Added > 0, output);
        if (Wants(NotifyEvents.Flags) || IsAnyAsked)
        {
            TellKeywords(now, output);
        }

        await TellFlagsAsync(now, lastTold, withUid, cancellationToken);
        _withholds = (!mayGrow && difference.Added > 0) || WithholdsFlags(now, lastTold);
        _toldModSeq = _withholds ? _toldModSeq : now.Info.HighestModSeq;
        _comparedModSeq = now.Info.HighestModSeq;
        _toldExpungeModSeq = _holdsExpunges ? _toldExpungeModSeq : now.Info.HighestModSeq;
        Mailbox.TellExpunges(ExpungesToldUpTo);
        _asked?.Clear();
        _askedModSeq?.Clear();
        _known?.Clear();
        _knownSingly?.Clear();
    }

    private bool IsAnyAsked => _asked is { Count: > 0 } || _askedModSeq is { Count: > 0 };

    private async ValueTask TellExpungesAsync(List<int> gone, CancellationToken cancellationToken)
    {
        ResponseWriter output = _session.Output;
        if (!_session.HearsVanished)
        {
            for (int i = 0; i < gone.Count; i++)
            {
                ResponseLines.WriteNumbered(output.Buffer, gone[i] - i, " EXPUNGE\r\n"u8); // each one moves the numbers above it
                await output.FlushIfLargeAsync(cancellationToken);
            }
        }
        else if (gone.Count > 0)
        {
            var uids = new UidSetBuilder();
            gone.ForEach(sequence => uids.Add(new Uid(Messages.UidAt(sequence))));
            output.IsBroken = true; // until the line is whole: a large one leaves in parts
            output.Write("* VANISHED "u8);
            await SearchPrinter.WriteSetAsync(output, uids.ToUidSet().Ranges.ToArray(), cancellationToken);
            output.Write("\r\n"u8);
            output.IsBroken = false;
            _owesModSeq = _session.HasQResync;
        }
    }

    private uint _highestShown;
    private bool _wasGone; // when it was looked at last: deleted, or the right to read it was taken

    // To others what is recent is shown, and stays the owner's to claim.
    private bool ClaimsRecent => !IsReadOnly && !IsOthers;

    // Its messages live on under another identity: what check --derive=client-visible leaves behind (INVARIANTS 4).
    private bool IsReplaced(MailboxInfo now) =>
        !now.IsSelectable && Account.Mailboxes.Find(now.Key) is { IsSelectable: true } there && there.Id != now.Id;

    // At most one read-write session has a message as \Recent: whoever claims it first (INVARIANTS 10). A thousand that wait on one mailbox
    // are told at one moment: all but one of them wait for its claim, and need none of their own.
    private async ValueTask<MailboxSnapshot> ClaimRecentAsync(MailboxSnapshot now, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (; now.Info.Recent > 0; now = Mailbox.Snapshot)
        {
            Task claiming = _session.Server.RecentClaims.GetOrAdd(now.Info.Id, own.Task);
            if (claiming != own.Task)
            {
                await claiming.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                return await ClaimRecentAloneAsync(now, cancellationToken);
            }
            finally
            {
                _session.Server.RecentClaims.TryRemove(now.Info.Id, out _);
                own.SetResult();
            }
        }

        return now;
    }

    private async ValueTask<MailboxSnapshot> ClaimRecentAloneAsync(MailboxSnapshot now, CancellationToken cancellationToken)
    {
        CommitResult claim = await Account.CommitAsync(new Commit(new ClaimRecent(now.Info.Id)), cancellationToken);
        MailboxSnapshot after = Mailbox.Snapshot;
        if (claim.IsDone && claim.Only<RecentClaimed>().FirstRecent is { } first && after.Chunks.Length > 0)
        {
            _recent.Add(first.Value, after.Chunks[^1].Columns.Uids[^1]);
        }

        return after;
    }

    private void TellCounts(bool grew, IBufferWriter<byte> output)
    {
        int recent = RecentCount;
        if (grew)
        {
            ResponseLines.WriteNumbered(output, Messages.Count, " EXISTS\r\n"u8);
        }

        if (!_session.IsRev2 && (grew || recent != _toldRecent))
        {
            ResponseLines.WriteNumbered(output, recent, " RECENT\r\n"u8);
            _toldRecent = recent;
        }
    }

    /// <summary>FLAGS and PERMANENTFLAGS, before the FETCH that shows a new keyword (INVARIANTS 6). The caller has the turn.</summary>
    internal void TellKeywords(MailboxSnapshot now, IBufferWriter<byte> output)
    {
        if (ReferenceEquals(now.Info.Keywords, _flags.Keywords) || now.Info.Keywords.SequenceEqual(_flags.Keywords))
        {
            return;
        }

        _flags = new(now.Info.Keywords, _session.Server.Store.Options.MaxKeywords);
        ResponseLines.WriteFlags(output, _flags, RightsToChange);
    }

    private async ValueTask TellFlagsAsync(MailboxSnapshot now, uint lastTold, bool withUid, CancellationToken cancellationToken)
    {
        for (int c = FirstToTell(0); c < now.Chunks.Length; c = FirstToTell(c + 1))
        {
            MessageChunk chunk = now.Chunks[c];
            if (chunk.Columns.Uids[0] > lastTold)
            {
                return; // new to the client: it will ask
            }

            for (int i = 0; i < chunk.Count; i++)
            {
                if (TellFlags(now, chunk, i, lastTold, withUid))
                {
                    await _session.Output.FlushIfLargeAsync(cancellationToken);
                }
            }
        }

        int FirstToTell(int from) => Math.Min(
            Wants(NotifyEvents.Flags) ? now.Chunks.NextAbove(_toldModSeq, from) : now.Chunks.Length,
            Math.Min(NextAsked(_asked, now, from), NextAsked(_askedModSeq, now, from)));
    }

    // True when there was something to tell.
    private bool TellFlags(MailboxSnapshot now, MessageChunk chunk, int index, uint lastTold, bool withUid)
    {
        uint uid = chunk.Columns.Uids[index];
        long modSeq = chunk.ModSeqs[index];
        bool withFlags = (Wants(NotifyEvents.Flags) && IsUntold(uid, modSeq)) || IsAmong(_asked, uid);
        if (uid > lastTold || !(withFlags || IsAmong(_askedModSeq, uid)) || Messages.Find(uid) is not (> 0 and var sequence))
        {
            return false;
        }

        WriteFlags(now, chunk, index, sequence, withUid, withFlags);
        return true;
    }

    /// <summary>Tells one message's flags, with all that goes with them. The caller has the turn.</summary>
    internal void WriteFlags(MailboxSnapshot now, MessageChunk chunk, int index, int sequence, bool withUid, bool withFlags = true)
    {
        var uid = new Uid(chunk.Columns.Uids[index]);
        IBufferWriter<byte> output = _session.Output.Buffer;
        BeginFetch(sequence, uid);
        bool isFirst = true;
        if (_session.HearsUidWithFlags || (withUid && !_session.IsUidOnly))
        {
            ResponseLines.WriteNamed(output, "UID "u8, uid.Value);
            isFirst = false;
        }

        if (withFlags)
        {
            output.Write(isFirst ? ""u8 : " "u8);
            var flags = (FlagBits)chunk.Flags[index];
            _flags.WriteFlags(flags, now.MoreKeywords(uid, flags), IsRecent(uid), output);
            isFirst = false;
        }

        foreach (IFlagsCompanion companion in _session.Protocol.FlagsCompanions)
        {
            if (companion.IsWanted(_session))
            {
                output.Write(isFirst ? ""u8 : " "u8);
                companion.Write(uid, new ModSeq((ulong)chunk.ModSeqs[index]), output);
                isFirst = false;
            }
        }

        output.Write(")\r\n"u8);
        _toldAModSeq |= _session.IsCondStoreAware;
    }

    /// <summary>Begins what tells of one message; its items follow, and ")". The caller has the turn.</summary>
    internal void BeginFetch(int sequence, Uid uid)
    {
        IBufferWriter<byte> output = _session.Output.Buffer;
        if (_session.IsUidOnly)
        {
            ResponseLines.WriteNumbered(output, uid.Value, " UIDFETCH ("u8);
        }
        else
        {
            ResponseLines.WriteNumbered(output, sequence, " FETCH ("u8);
        }
    }

    // The first chunk from one on that may hold what was asked for.
    private static int NextAsked(List<UidSet>? sets, MailboxSnapshot now, int from)
    {
        int next = now.Chunks.Length;
        if (sets is null)
        {
            return next;
        }

        foreach (UidSet uids in sets)
        {
            if (from < next && uids.FirstFrom(now.Chunks[from].Columns.Uids[0]) is { } uid)
            {
                next = Math.Min(next, now.ChunkFrom(uid.Value));
            }
        }

        return next;
    }

    private static bool IsAmong(List<UidSet>? sets, uint uid)
    {
        if (sets is null)
        {
            return false;
        }

        foreach (UidSet uids in sets)
        {
            if (uids.Contains(new Uid(uid)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsKnown(uint uid, long modSeq)
    {
        if (_knownSingly is not null && _knownSingly.TryGetValue(uid, out long singly) && singly == modSeq)
        {
            return true;
        }

        if (_known is null)
        {
            return false;
        }

        foreach ((UidSet uids, long known) in _known)
        {
            if (known == modSeq && uids.Contains(new Uid(uid)))
            {
                return true;
            }
        }

        return false;
    }
}

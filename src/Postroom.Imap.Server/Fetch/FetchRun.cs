using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Prints a FETCH: batch after batch, each with its rows read at once, never more in memory than a batch.</summary>
internal sealed partial class FetchRun : IDisposable
{
    private readonly ImapSession _session;
    private readonly SessionView _view;
    private readonly MessageSelection _selection;
    private readonly IFetchItem[] _items;
    private readonly IRefusingItem[] _refusing;
    private readonly FetchNeeds _needs;
    private readonly FetchMessage _message;
    private readonly FetchBatch _batch;
    private UidSet _newlySeen = UidSet.Empty;
    private bool _someGone;
    private bool _someDamaged;
    private CommandResult? _refusal; // of the last message that cannot be given as asked

    internal FetchRun(ImapSession session, SessionView view, MessageSelection selection, IReadOnlyList<IFetchItem> items)
    {
        (_session, _view, _selection, _items) = (session, view, selection, [.. items]);
        _needs = _items.Aggregate(FetchNeeds.None, static (needs, item) => needs | item.Needs);
        _refusing = [.. _items.OfType<IRefusingItem>()];
        _message = new(session);
        _batch = new FetchBatch(view, _needs, selection.Count);
        _bodies = new BodyGroup(session.Server.ReadAhead);
    }

    /// <summary>From the highest UID down: "REQUIRED" where not all are fetched (RFC 9738 §3.1).</summary>
    internal bool IsLastFirst { get; init; }

    private Mailbox Mailbox => _view.Mailbox;

    public void Dispose()
    {
        _batch.Dispose();
        CloseLarge();
    }

    internal async ValueTask<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        if (_view.MaySetSeen && Array.Exists(_items, static item => item.SetsSeen))
        {
            await SetSeenAsync(cancellationToken);
        }

        try
        {
            await PrintAllAsync(cancellationToken);
        }
        finally
        {
            await LetGoOfBodiesAsync();
        }

        return _someDamaged ? CommandResult.No("Some messages are damaged; the others were sent", ResponseCode.ServerBug)
            : _refusal is { } refusal ? refusal
            : _someGone ? CommandResult.No("Some messages are gone for good; the others were sent", ResponseCode.ExpungeIssued)
            : CommandResult.Ok("FETCH completed");
    }

    // One commit for the whole command, so that the FLAGS printed with a body are those after reading it (RFC 3501 §6.4.5).
    private async ValueTask SetSeenAsync(CancellationToken cancellationToken)
    {
        MailboxSnapshot now = Mailbox.Snapshot;
        var unseen = new UidSetBuilder();
        var uidsOf = new ViewCursor(_selection.Messages);
        var cursor = new SnapshotCursor(now);
        foreach (NumberRange range in _selection.SequenceRanges)
        {
            for (int sequence = (int)range.First; sequence <= range.Last; sequence++)
            {
                uint uid = uidsOf.UidAt(sequence);
                if (cursor.TryFind(uid, out MessageChunk chunk, out int index) && (chunk.Flags[index] & (ulong)FlagBits.Seen) == 0)
                {
                    unseen.Add(new Uid(uid));
                }
            }
        }

        UidSet uids = unseen.ToUidSet();
        uids = _refusing.Length == 0 ? uids : uids.Except(await FindRefusedAsync(now, uids, cancellationToken));
        if (uids.IsEmpty)
        {
            return;
        }

        var seen = new ChangeFlags(now.Info.Id, uids, FlagChangeKind.Add, [Flag.Seen]);
        CommitResult result = await _view.Account.CommitAsync(new Commit(seen), cancellationToken);
        if (result.IsDone) // refused (mailbox deleted meanwhile, no room): the message can be read all the same
        {
            _newlySeen = uids;
        }
    }

    private async ValueTask PrintAllAsync(CancellationToken cancellationToken)
    {
        var walk = new SelectionWalk(_selection, IsLastFirst);
        while (!walk.IsAtEnd)
        {
            MailboxSnapshot now = Mailbox.Snapshot;
            walk = await _batch.FillAsync(walk, now, cancellationToken);
            await PrintBatchAsync(now, cancellationToken);
        }
    }

    private async ValueTask PrintBatchAsync(MailboxSnapshot now, CancellationToken cancellationToken)
    {
        using FetchRows read = await _batch.ReadRowsAsync(cancellationToken);
        RowCursor rows = read.Cursor, ahead = rows;
        await _session.Output.EnterAsync(cancellationToken);
        try
        {
            _view.TellKeywords(now, _session.Output.Buffer);
            BeginBodies();
            for (int i = 0; i < _batch.Count; i++)
            {
                if (!_batch.PlaceOf(i).IsFound)
                {
                    _someGone = true;
                    continue;
                }

                while ((_needs & FetchNeeds.Blob) != 0 && i >= _bodies.End)
                {
                    TurnBodies(now, i, ref ahead, cancellationToken);
                    await _bodies.ReadAsync(Mailbox, cancellationToken);
                }

                if (!TryDescribe(now, i, ref rows))
                {
                    _someDamaged = true;
                    continue;
                }

                if (!IsRefused())
                {
                    await PrintAsync(i, cancellationToken);
                }

                await _session.Output.FlushIfLargeAsync(cancellationToken);
            }
        }
        finally
        {
            _session.Output.Leave();
        }
    }

    /// <summary>Makes message <paramref name="i"/> of the batch the one that is printed; false when a row of it is missing.</summary>
    private bool TryDescribe(MailboxSnapshot now, int i, ref RowCursor rows)
    {
        Describe(now, i);
        bool isWhole = rows.TryTake(
            _message.Email, out ReadOnlyMemory<byte> derived, out ReadOnlyMemory<byte> header, out ReadOnlyMemory<byte> identity);
        (_message.Derived, _message.Header) = (derived, header);
        _message.Identity = identity.IsEmpty ? default : EmailIdentity.Read(identity.Span);
        return isWhole;
    }

    private void Describe(MailboxSnapshot now, int i)
    {
        FetchPlace place = _batch.PlaceOf(i);
        _message.SequenceNumber = _batch.SequenceOf(i);
        _message.Uid = new Uid(_batch.UidOf(i));
        _message.Email = place.Email;
        _message.IsRecent = _view.IsRecent(_message.Uid);
        _message.IsExpunged = place.Chunk is null;
        if (place.Chunk is { } chunk)
        {
            ChunkColumns columns = chunk.Columns;
            _message.Size = columns.Sizes[place.Index];
            _message.InternalDateSeconds = columns.InternalDates[place.Index];
            _message.InternalDateZoneMinutes = columns.ZoneMinutes[place.Index];
            _message.SaveDateSeconds = columns.SaveDates[place.Index];
            _message.ModSeq = chunk.ModSeqs[place.Index];
            _message.Flags = (FlagBits)chunk.Flags[place.Index];
            _message.MoreKeywords = now.MoreKeywords(_message.Uid, _message.Flags);
        }
        else
        {
            ExpungedMessage gone = place.Expunged!;
            _message.Size = gone.Size;
            _message.InternalDateSeconds = gone.InternalDateSeconds;
            _message.InternalDateZoneMinutes = gone.ZoneMinutes;
            _message.SaveDateSeconds = gone.SaveDateSeconds;
            _message.ModSeq = gone.ModSeq;
            _message.Flags = gone.SystemFlags | FlagBits.HasMoreKeywords;
            _message.MoreKeywords = gone.Keywords;
        }
    }
}

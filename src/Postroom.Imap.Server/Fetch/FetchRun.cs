using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>Prints a FETCH: batch after batch, each with its rows read at once, never more in memory than a batch.</summary>
internal sealed partial class FetchRun : IDisposable
{
    private const int BatchMessages = 1000;
    private const int DerivedBatchMessages = 256; // a derived row has 1 to 2 KiB as a rule
    private const int HeaderBatchMessages = 128; // a header row has up to 16 KiB, and 1 to 2 as a rule
    private const long DerivedBatchOctets = 16 << 20; // what the rows of one batch may come to, as guessed below
    private const long MaxDerivedRowOctets = 2 << 20;

    private readonly ImapSession _session;
    private readonly SessionView _view;
    private readonly MessageSelection _selection;
    private readonly IFetchItem[] _items;
    private readonly IRefusingItem[] _refusing;
    private readonly FetchNeeds _needs;
    private readonly FetchMessage _message;
    private readonly uint[] _uids;
    private readonly Place[] _places;
    private readonly EmailKey[] _keys;
    private UidSet _newlySeen = UidSet.Empty;
    private (int First, int Count) _batch; // sequence numbers; its arrays are in the order of printing
    private bool _someGone;
    private bool _someDamaged;
    private CommandResult? _refusal; // of the last message that cannot be given as asked

    internal FetchRun(ImapSession session, SessionView view, MessageSelection selection, IReadOnlyList<IFetchItem> items)
    {
        (_session, _view, _selection, _items) = (session, view, selection, [.. items]);
        _needs = _items.Aggregate(FetchNeeds.None, static (needs, item) => needs | item.Needs);
        _refusing = [.. _items.OfType<IRefusingItem>()];
        _message = new(session);
        int batch = Math.Min(selection.Count, (_needs & FetchNeeds.Header) != 0 ? HeaderBatchMessages
            : (_needs & FetchNeeds.Derived) != 0 ? DerivedBatchMessages : BatchMessages);
        _uids = ArrayStock.Rent<uint>(Math.Max(1, batch));
        _places = ArrayStock.Rent<Place>(Math.Max(1, batch));
        _keys = ArrayStock.Rent<EmailKey>(Math.Max(1, batch));
        BatchSize = Math.Max(1, batch);
    }

    /// <summary>From the highest UID down: "REQUIRED" where not all are fetched (RFC 9738 §3.1).</summary>
    internal bool IsLastFirst { get; init; }

    private int BatchSize { get; }

    private Mailbox Mailbox => _view.Mailbox;

    public void Dispose()
    {
        ArrayStock.Return(_uids);
        Array.Clear(_places); // they hold messages
        ArrayStock.Return(_places);
        ArrayStock.Return(_keys);
        LetGoOfRead();
        CloseLarge();
    }

    internal async ValueTask<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        if (_view.MaySetSeen && Array.Exists(_items, static item => item.SetsSeen))
        {
            await SetSeenAsync(cancellationToken);
        }

        foreach (NumberRange range in IsLastFirst ? _selection.SequenceRanges.Reverse() : _selection.SequenceRanges)
        {
            for (long done = 0; done < range.Count; done += _batch.Count)
            {
                int count = (int)Math.Min(BatchSize, range.Count - done);
                _batch = ((int)(IsLastFirst ? range.Last - done - count + 1 : range.First + done), count);
                await PrintBatchAsync(cancellationToken);
            }
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
        var cursor = new SnapshotCursor(now);
        foreach (NumberRange range in _selection.SequenceRanges)
        {
            for (int sequence = (int)range.First; sequence <= range.Last; sequence++)
            {
                uint uid = _selection.Messages.UidAt(sequence);
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

    private async ValueTask PrintBatchAsync(CancellationToken cancellationToken)
    {
        int count = _batch.Count;
        _selection.Messages.CopyUids(_batch.First, _uids.AsSpan(0, count));
        MailboxSnapshot now = Mailbox.Snapshot;
        await FindAsync(now, count, cancellationToken);
        if (IsLastFirst)
        {
            _uids.AsSpan(0, count).Reverse();
            _places.AsSpan(0, count).Reverse();
        }

        for (int from = 0, to; from < count; from = to)
        {
            to = EndOfRows(from, count);
            await PrintRowsAsync(now, from, to, cancellationToken);
        }
    }

    private int SequenceOf(int i) => IsLastFirst ? _batch.First + _batch.Count - 1 - i : _batch.First + i;

    // A message of thousands of parts has a row of a megabyte, and may be small itself: seven octets make a part of a row's seventy.
    private int EndOfRows(int from, int count)
    {
        if ((_needs & FetchNeeds.Derived) == 0)
        {
            return count;
        }

        int to = from;
        for (long octets = 0; to < count && octets < DerivedBatchOctets; to++)
        {
            octets += Math.Min(_places[to].Size * 8, MaxDerivedRowOctets);
        }

        return to;
    }

    private async ValueTask PrintRowsAsync(MailboxSnapshot now, int from, int to, CancellationToken cancellationToken)
    {
        using RowSet? derived = (_needs & FetchNeeds.Derived) != 0 ? await Mailbox.ReadDerivedAsync(Keys(from, to), cancellationToken) : null;
        using RowSet? headers = (_needs & FetchNeeds.Header) != 0 ? await Mailbox.ReadHeadersAsync(Keys(from, to), cancellationToken) : null;
        using RowSet? identities = (_needs & FetchNeeds.Identity) != 0 ? await Mailbox.ReadEmailsAsync(Keys(from, to), cancellationToken) : null;
        var rows = new RowCursor(derived, headers, identities);
        await _session.Output.EnterAsync(cancellationToken);
        try
        {
            _view.TellKeywords(now, _session.Output.Buffer);
            RowCursor ahead = rows;
            for (int i = from, readUpTo = from; i < to; i++)
            {
                if (!_places[i].IsFound)
                {
                    _someGone = true;
                    continue;
                }

                if ((_needs & FetchNeeds.Blob) != 0 && i >= readUpTo)
                {
                    readUpTo = LocateAhead(now, i, to, ref ahead);
                    await ReadAheadAsync(cancellationToken);
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

    private async ValueTask FindAsync(MailboxSnapshot now, int count, CancellationToken cancellationToken)
    {
        UidSetBuilder? gone = null;
        var cursor = new SnapshotCursor(now);
        for (int i = 0; i < count; i++)
        {
            if (cursor.TryFind(_uids[i], out MessageChunk chunk, out int index))
            {
                _places[i] = new(chunk, index, null);
            }
            else
            {
                _places[i] = default;
                (gone ??= new()).Add(new Uid(_uids[i]));
            }
        }

        if (gone is null)
        {
            return;
        }

        // Expunged elsewhere, and the client has not been told: it can still be read (INVARIANTS 9).
        foreach (ExpungedMessage message in await Mailbox.ReadExpungedAsync(gone.ToUidSet(), _view.ExpungesToldUpTo, cancellationToken))
        {
            int at = Array.BinarySearch(_uids, 0, count, message.Uid.Value);
            if (at >= 0)
            {
                _places[at] = new(null, 0, message);
            }
        }
    }

    // In the order of the messages, so the rows come back in it; messages that are gone for good have no key.
    private ReadOnlyMemory<EmailKey> Keys(int from, int to)
    {
        int found = 0;
        for (int i = from; i < to; i++)
        {
            if (_places[i].IsFound)
            {
                _keys[found++] = _places[i].Email;
            }
        }

        return _keys.AsMemory(0, found);
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
        Place place = _places[i];
        _message.SequenceNumber = SequenceOf(i);
        _message.Uid = new Uid(_uids[i]);
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

    private readonly record struct Place(MessageChunk? Chunk, int Index, ExpungedMessage? Expunged)
    {
        internal bool IsFound => Chunk is not null || Expunged is not null;

        internal long Size => Chunk?.Columns.Sizes[Index] ?? Expunged?.Size ?? 0;

        internal EmailKey Email => Chunk is not null ? new(Chunk.Columns.Emails[Index]) : Expunged!.Email;
    }
}

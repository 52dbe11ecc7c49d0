using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    // Chunk rows that one commit of a sweep removes: a millisecond or two.
    private const int MostTrimmed = 256;

    private readonly Dictionary<long, Taken> _expunged = [];

    /// <summary>Chunk rows that stay although no mailbox has the chunks any more.</summary>
    internal List<RowKey> KeptRows { get; } = [];

    /// <summary>Octets of the messages that it takes out.</summary>
    internal long ExpungedOctets { get; private set; }

    /// <summary>How many commits a sweep needs to forget what a row keeps.</summary>
    internal static int TrimsOf(ExpungedRow row) => Math.Max(1, ((row.Kept?.Count ?? 0) + MostTrimmed - 1) / MostTrimmed);

    /// <summary>So many messages side by side in whole chunks are given up with their rows.</summary>
    internal static int LeastGivenUp(StoreOptions options) => Math.Max(1, options.LargeCopyMessages / 4);

    // Out of the mailbox, and into what is kept for undelete and for views that still show them.
    private void TakeOut(MailboxDraft mailbox, UidSet uids)
    {
        if (uids.IsEmpty)
        {
            return;
        }

        MailboxSnapshot now = mailbox.Current();
        long key = now.Info.Key.Value;
        if (!_expunged.TryGetValue(key, out Taken? taken))
        {
            _expunged.Add(key, taken = new Taken());
        }

        UidSet givenUp = GiveUp(taken, now, uids);
        foreach (MessageSlice slice in now.Slices(uids.Except(givenUp)))
        {
            MessageChunk chunk = now.Chunks[slice.Chunk];
            ChunkColumns columns = chunk.Columns;
            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                taken.Messages.Add(new ExpungedMessage(
                    new Uid(columns.Uids[i]), new EmailKey(columns.Emails[i]), (FlagBits)chunk.Flags[i] & FlagNames.SystemMask,
                    now.Keywords(slice.Chunk, i), columns.Sizes[i], columns.InternalDates[i], columns.ZoneMinutes[i], columns.SaveDates[i], _modSeq));
            }
        }

        taken.Uids = taken.Uids.Union(now.Existing(uids));
        ExpungedOctets += mailbox.Size;
        mailbox.Remove(uids, givenUp);
        ExpungedOctets -= mailbox.Size;
        Durability = Durability.Synced;
    }

    // Long runs of whole chunks are not written again message by message: their rows are the record. Returns what they span.
    private UidSet GiveUp(Taken taken, MailboxSnapshot now, UidSet uids)
    {
        int least = LeastGivenUp(_options);
        if (uids.Count < least || (taken.Runs.Count > 0 && !ReferenceEquals(taken.Keywords, now.Info.Keywords)))
        {
            return UidSet.Empty;
        }

        var counts = new int[now.Chunks.Length];
        foreach (MessageSlice slice in now.Slices(uids))
        {
            counts[slice.Chunk] += slice.Length;
        }

        var spanned = new UidSetBuilder();
        taken.Keywords = now.Info.Keywords;
        for (int from = 0, to; from < counts.Length; from = Math.Max(to, from + 1))
        {
            ChunkStretch stretch = now.Info.StretchOf(now.Chunks[from].Columns.Uids[0]);
            int messages = 0;
            for (to = from; to < counts.Length && counts[to] == now.Chunks[to].Count && now.Info.StretchOf(now.Chunks[to].Columns.Uids[0]) == stretch; to++)
            {
                messages += counts[to];
            }

            if (messages >= least)
            {
                MessageChunk[] chunks = now.Chunks.Range(from..to);
                uint[] firsts = new uint[chunks.Length];
                for (int i = 0; i < firsts.Length; i++)
                {
                    firsts[i] = chunks[i].Columns.Uids[0];
                    KeepRows(now, chunks[i], stretch.KeyOf(firsts[i]));
                }

                var run = new GivenUpChunks(stretch.Rows, stretch.Shift, chunks[^1].Columns.Uids[^1], firsts);
                taken.Runs.Add(run);
                spanned.Add(new Uid(firsts[0]), new Uid(run.Last));
            }
        }

        return spanned.ToUidSet();
    }

    // What a commit of the same group changed before is not in the rows yet.
    private void KeepRows(MailboxSnapshot now, MessageChunk chunk, RowKey key)
    {
        KeptRows.Add(key);
        if (!_rows.IsStored(now.Info.Key, chunk))
        {
            Write(StoreTable.ChunkState, key, ChunkCodec.WriteState(chunk, now.MoreKeywordNumbers));
            Write(StoreTable.ChunkFixed, key, ChunkCodec.WriteFixed(chunk.Columns, now.Info.StretchOf(chunk.Columns.Uids[0]).Shift));
        }
    }

    private void WriteExpunged()
    {
        foreach ((long key, Taken taken) in _expunged)
        {
            taken.Messages.Sort(static (a, b) => a.Uid.CompareTo(b.Uid));
            taken.Runs.Sort(static (a, b) => a.Firsts[0].CompareTo(b.Firsts[0]));
            var row = new ExpungedRow(_modSeq, Now, taken.Uids, taken.Messages)
            {
                Kept = taken.Runs.Count > 0 ? new KeptChunks(taken.Runs, taken.Keywords, UidSet.Empty) { ArePartly = taken.ArePartly } : null,
            };
            Write(StoreTable.Expunged, new RowKey(key, _modSeq), ExpungedCodec.Write(row));
        }
    }

    // Of a row that keeps very many chunks only some go: the sweep asks again for the others.
    private async ValueTask<Outcome?> TrimAsync(TrimHistory trim)
    {
        var key = new RowKey(trim.Mailbox.Value, trim.ModSeq);
        MailboxInfo? info = _state.Mailboxes.Find(trim.Mailbox);
        MailboxInfo? later = info;
        if (await _rows.FindAsync(StoreTable.Expunged, key).ConfigureAwait(false) is { } value)
        {
            ExpungedRow row = ExpungedCodec.Read(trim.ModSeq, value.Span);
            (IReadOnlyList<GivenUpChunks> some, KeptChunks? others) = row.Kept?.Split(MostTrimmed) ?? ([], null);
            foreach (GivenUpChunks run in some)
            {
                foreach (RowKey chunk in run.Keys)
                {
                    Write(StoreTable.ChunkState, chunk, null);
                    Write(StoreTable.ChunkFixed, chunk, null);
                }

                // Where the mailbox's rows were written anew since, a range is another commit's.
                bool isItsOwn = later?.StretchOf(run.Firsts[0]).Rows == run.Rows;
                later = isItsOwn ? later! with { GivenUp = later.GivenUp.Except(run.Uids) } : later;
            }

            bool isKept = trim.KeepUids || others is not null;
            Write(StoreTable.Expunged, key, isKept ? ExpungedCodec.Write(row with { Messages = [], Kept = others }) : default(ReadOnlyMemory<byte>?));
        }

        if (!trim.KeepUids && later is not null && later.HistoryFloor < trim.ModSeq)
        {
            later = later with { HistoryFloor = trim.ModSeq };
        }

        if (later is not null && !ReferenceEquals(later, info))
        {
            _drafts.GetValueOrDefault(later.Key.Value)?.Change(later);
            _state = _state.With(later);
            Touched.Add(later.Key.Value);
        }

        return new HistoryTrimmed();
    }

    // What this commit took out of one mailbox.
    private sealed class Taken
    {
        internal UidSet Uids { get; set; } = UidSet.Empty;

        internal List<ExpungedMessage> Messages { get; } = [];

        internal List<GivenUpChunks> Runs { get; } = [];

        internal IReadOnlyList<string?> Keywords { get; set; } = [];

        internal bool ArePartly { get; init; }
    }
}

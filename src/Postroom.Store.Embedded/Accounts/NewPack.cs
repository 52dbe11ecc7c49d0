using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Begins a new log pack after an unclean end.</summary>
/// <remarks>
/// What was written since the last sync that is known to have succeeded is written anew into it: after a failed or unfinished sync the
/// system may show bytes that the disk never got (INVARIANTS 19). The file appears under its name whole and on disk; its header says
/// where the old one ends. Whatever stands behind that point is void from then on, in this process and in any later one.
/// </remarks>
internal sealed class NewPack(LogReplay replay, PackWriter pack, ulong boot)
{
    private readonly PackReader _old = replay.LastPack!;
    private readonly Dictionary<long, BlobPlace> _moved = [];
    private readonly List<(EmailKey Email, BlobPlace From, BlobPlace To)> _moves = [];
    private bool _skipped;

    internal static PackWriter Begin(
        IFileSystem files, string folder, LogReplay replay, ReplayedGroups groups, long number, bool writesMayBeLost, ulong boot)
    {
        long from = Math.Min(replay.SyncedEnd, replay.Tail.End);
        PackWriter pack = PackWriter.Create(files, folder, new PackHeader
        {
            Kind = PackKind.Log,
            Number = number,
            FirstSequence = replay.Position.Sequence + 1,
            PreviousPack = replay.LastPack!.Header.Number,
            PreviousEnd = from,
            Boot = boot,
        });
        try
        {
            var work = new NewPack(replay, pack, boot);
            work.Copy(from);
            PackTail behind = pack.Tail; // mail.db's position: the next open reads the Close behind it, and what it says
            using (var close = new RecordBatch(pack))
            {
                close.AddClose(writesMayBeLost);
                pack.Write(close);
            }

            pack.Publish(files, folder);
            groups.Move(work._moves, new LogPosition(
                replay.Position.Sequence, number, behind.End, behind.Number, behind.Chain, behind.End, boot));
            if (!work._skipped)
            {
                using IFile old = files.Open(Path.Combine(folder, replay.LastPack.Name), write: true);
                old.SetLength(from);
            }

            return pack;
        }
        catch
        {
            pack.Dispose();
            throw;
        }
    }

    private void Copy(long from)
    {
        long to = replay.Tail.End;
        for (long at = from; at < to;)
        {
            if (!_old.TryReadHeader(at, to, out RecordHeader record, out _) || !_old.Verify(at, record))
            {
                // Only before what mail.db had already (everything behind was just read): a power loss took a record that mail.db kept.
                // Its rows are there. Its bytes, if it had any, may be half there: then the old file is not cut.
                _skipped = true;
                at = LogScan.NextRecord(_old, at + 8, to) ?? to;
                continue;
            }

            Copy(at, record);
            at += record.Footprint;
        }
    }

    private void Copy(long at, in RecordHeader record)
    {
        using var batch = new RecordBatch(pack);
        if (record.Type == RecordType.Blob)
        {
            var place = new BlobPlace(_old.Header.Number, at, record.Length);
            var email = new EmailKey(record.Key);
            _moved[at] = Messages.Copy(_old, place, email, batch);
            _moves.Add((email, place, _moved[at]));
        }
        else if (record.Type == RecordType.Group)
        {
            LoggedGroup group = GroupCodec.Read(_old.ReadBody(at, record)
                ?? throw new InvalidDataException($"{_old.Name}: the group at octet {at} cannot be read a second time."));
            batch.AddGroup(new LoggedGroup
            {
                Sequence = group.Sequence,
                Boot = boot,
                Rows = group.Rows,
                RemovedBlobs = group.RemovedBlobs,
                Blobs = [.. group.Blobs.Select(blob =>
                    blob.Place.Pack == _old.Header.Number && _moved.TryGetValue(blob.Place.Offset, out BlobPlace place)
                        ? (blob.Email, place)
                        : blob)],
            });
        }

        pack.Write(batch);
    }
}

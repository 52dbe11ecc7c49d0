using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Begins a new log pack after an unclean end.</summary>
/// <remarks>
/// What was written since the last sync that is known to have succeeded is written anew into it: after a failed or unfinished sync the
/// system may show bytes that the disk never got (INVARIANTS 19). The file appears under its name whole and on disk; its header says
/// where the old one ends. Whatever stands behind that point is void from then on, in this process and in any later one.
/// </remarks>
internal static class NewPack
{
    internal static PackWriter Begin(
        IFileSystem files, string folder, LogReplay replay, AccountDatabase database, long number, bool writesMayBeLost)
    {
        PackReader old = replay.LastPack!;
        long from = Math.Min(replay.SyncedEnd, replay.Tail.End);
        List<(LoggedGroup Group, LogPosition Position)> copied = [];
        PackWriter pack = PackWriter.Create(files, folder, new PackHeader
        {
            Kind = PackKind.Log,
            Number = number,
            FirstSequence = replay.Position.Sequence + 1,
            PreviousPack = old.Header.Number,
            PreviousEnd = from,
            Boot = BootId.Current,
        });
        try
        {
            Copy(old, from, replay.Tail.End, pack, copied);
            using (var close = new RecordBatch(pack))
            {
                close.AddClose(writesMayBeLost);
                pack.Write(close);
            }

            pack.Publish(files, folder);
            foreach ((LoggedGroup group, LogPosition position) in copied)
            {
                database.Apply(group, position, rowsAreIn: true);
            }

            database.SetPosition(new LogPosition(
                replay.Position.Sequence, number, pack.Tail.End, pack.Tail.Number, pack.Tail.Chain, pack.Tail.End, BootId.Current));
            Cut(files, folder, old, from);
            return pack;
        }
        catch
        {
            pack.Dispose();
            throw;
        }
    }

    private static void Copy(PackReader old, long from, long to, PackWriter pack, List<(LoggedGroup, LogPosition)> copied)
    {
        var moved = new Dictionary<long, BlobPlace>();
        for (long at = from; at < to;)
        {
            if (!old.TryReadHeader(at, to, out RecordHeader record, out _))
            {
                throw new InvalidDataException($"{old.Name}: the record at octet {at} cannot be read a second time.");
            }

            using var batch = new RecordBatch(pack);
            if (record.Type == RecordType.Blob)
            {
                moved[at] = Messages.Copy(old, new BlobPlace(old.Header.Number, at, record.Length), new EmailKey(record.Key), batch);
                pack.Write(batch);
            }
            else if (record.Type == RecordType.Group)
            {
                byte[] body = old.ReadBody(at, record)
                    ?? throw new InvalidDataException($"{old.Name}: the group at octet {at} cannot be read a second time.");
                LoggedGroup group = WithNewPlaces(GroupCodec.Read(body), old.Header.Number, moved);
                batch.AddGroup(group);
                pack.Write(batch);
                copied.Add((group, new LogPosition(
                    group.Sequence, pack.Header.Number, pack.Tail.End, pack.Tail.Number, pack.Tail.Chain, PackHeader.Octets, group.Boot)));
            }

            at += record.Footprint;
        }
    }

    private static LoggedGroup WithNewPlaces(LoggedGroup group, long oldPack, Dictionary<long, BlobPlace> moved) => new()
    {
        Sequence = group.Sequence,
        Boot = BootId.Current,
        Rows = group.Rows,
        RemovedBlobs = group.RemovedBlobs,
        Blobs = [.. group.Blobs.Select(blob =>
            blob.Place.Pack == oldPack && moved.TryGetValue(blob.Place.Offset, out BlobPlace place) ? (blob.Email, place) : blob)],
    };

    private static void Cut(IFileSystem files, string folder, PackReader old, long end)
    {
        using IFile file = files.Open(Path.Combine(folder, old.Name), write: true);
        file.SetLength(end);
    }
}

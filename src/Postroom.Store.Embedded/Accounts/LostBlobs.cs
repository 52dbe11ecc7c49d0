using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Finds messages whose place in mail.db is out of date by the email's key in their records: after mail.db was made again.</summary>
internal static class LostBlobs
{
    /// <summary>Points every message whose pack is gone to its record in the packs that compaction wrote.</summary>
    internal static void Find(IFileSystem files, AccountPaths paths, AccountDatabase database)
    {
        HashSet<long> present = [];
        Dictionary<long, BlobPlace> kept = [];
        foreach (string name in files.List(paths.Packs).Order(StringComparer.Ordinal)) // the newest copy wins
        {
            if (PackNames.TryParse(name, out PackKind kind, out long number))
            {
                present.Add(number);
                if (kind == PackKind.Kept)
                {
                    AddPlaces(files, paths.Packs, name, kept);
                }
            }
        }

        if (kept.Count == 0)
        {
            return;
        }

        using var reader = new AccountReader(paths.Database, files.SqliteVfs);
        for (EmailKey last = default; ;)
        {
            List<(EmailKey Email, BlobPlace Place)> places = reader.Places(last);
            if (places.Count == 0)
            {
                return;
            }

            last = places[^1].Email;
            database.MoveBlobs(places
                .Where(row => !present.Contains(row.Place.Pack) && kept.ContainsKey(row.Email.Value))
                .Select(row => (row.Email, row.Place, kept[row.Email.Value])));
        }
    }

    /// <summary>The places of all whole message records of one pack, by email. A later one replaces an earlier.</summary>
    internal static void AddPlaces(IFileSystem files, string folder, string name, Dictionary<long, BlobPlace> places)
    {
        PackReader pack;
        try
        {
            pack = PackReader.Open(files, folder, name);
        }
        catch (InvalidDataException)
        {
            return; // nothing of it can be trusted; CheckAsync names the pack
        }

        using IFile file = pack.File;
        long end = file.Length;
        for (long at = PackHeader.Octets; pack.TryReadHeader(at, end, out RecordHeader record, out _); at += record.Footprint)
        {
            if (record.Type == RecordType.Blob && pack.Verify(at, record))
            {
                places[record.Key] = new BlobPlace(pack.Header.Number, at, record.Length);
            }
        }
    }
}

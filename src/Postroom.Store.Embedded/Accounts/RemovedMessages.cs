using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Finds packs that still hold octets or rows of messages that were removed, or moved away by an earlier compaction.</summary>
internal sealed class RemovedMessages
{
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly HashSet<long> _living = [];
    private readonly HashSet<(long Pack, long Offset)> _places = [];

    internal RemovedMessages(IFileSystem files, string folder, AccountReader reader)
    {
        (_files, _folder) = (files, folder);
        for (EmailKey last = default; ;)
        {
            List<(EmailKey Email, BlobPlace Place)> some = reader.Places(last);
            if (some.Count == 0)
            {
                return;
            }

            foreach ((EmailKey email, BlobPlace place) in some)
            {
                _living.Add(email.Value);
                _places.Add((place.Pack, place.Offset));
            }

            last = some[^1].Email;
        }
    }

    /// <summary>Reads the headers of a pack's records, and the groups. What cannot be read may be of one.</summary>
    internal bool AreIn(string name)
    {
        try
        {
            PackReader pack = PackReader.Open(_files, _folder, name);
            using IFile file = pack.File;
            return AreIn(pack, file.Length);
        }
        catch (InvalidDataException)
        {
            return true; // its living messages cannot be copied: it stays, and is reported
        }
    }

    private bool AreIn(PackReader pack, long end)
    {
        for (long at = PackHeader.Octets; at < end;)
        {
            if (!pack.TryReadHeader(at, end, out RecordHeader record, out _))
            {
                return !LogScan.IsZero(pack, at, end);
            }

            bool isOld = record.Type switch
            {
                RecordType.Blob => !_places.Contains((pack.Header.Number, at)),
                RecordType.Group => pack.ReadBody(at, record) is { } body && GroupCodec.Read(body).Blobs.Any(blob => !_living.Contains(blob.Email.Value)),
                _ => false,
            };
            if (isOld)
            {
                return true;
            }

            at += record.Footprint;
        }

        return false;
    }
}

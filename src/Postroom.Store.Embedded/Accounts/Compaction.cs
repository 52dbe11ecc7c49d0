using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>What one compaction of an account is to do and has done: which packs go, and where their living messages went.</summary>
/// <remarks>
/// Killed anywhere it leaves a sound account: a new pack that nobody points to is removed by the next compaction, an old one is removed only
/// after the new places are on disk in mail.db.
/// </remarks>
internal sealed class Compaction
{
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly List<(string Name, PackKind Kind, long Number, long Octets)> _packs = [];
    private readonly HashSet<long> _keep = [];
    private Queue<(EmailKey Email, BlobPlace Place)> _living = new();

    private Compaction(IFileSystem files, string folder) => (_files, _folder) = (files, folder);

    internal bool IsEmpty => _packs.Count == 0 && !RemovesLog;

    /// <summary>True when a part of the log goes, or a base file is out of date: then the rows have to be in a new one first.</summary>
    internal bool RemovesLog { get; private set; }

    internal bool HasMore => _living.Count > 0;

    /// <summary>Octets of the packs that were written.</summary>
    internal long Written { get; private set; }

    /// <summary>Messages that could not be copied: their packs stay.</summary>
    internal List<string> Damaged { get; } = [];

    /// <summary>
    /// Chooses packs among <paramref name="names"/>, which were listed while no commit was under way: those of which less than
    /// <paramref name="leastLiveShare"/> lives; null: those that hold anything of a removed message.
    /// </summary>
    /// <exception cref="InvalidDataException">What mail.db says of messages' places cannot be believed.</exception>
    internal static Compaction Plan(
        IFileSystem files, string folder, IReadOnlyList<string> names, long firstOpenPack, double? leastLiveShare, AccountReader reader)
    {
        // A pack that seems to have no living message goes: first every email must be found in one.
        if (reader.EmailsWithoutBytes() is [var lost, ..])
        {
            throw new InvalidDataException($"mail.db does not say where the message {lost} stands.");
        }

        var plan = new Compaction(files, folder);
        Dictionary<long, long> live = reader.LiveOctets();
        RemovedMessages? removed = leastLiveShare is null ? new RemovedMessages(files, folder, reader) : null;
        foreach (string name in names)
        {
            if (!PackNames.TryParse(name, out PackKind kind, out long number) || (kind == PackKind.Log && number >= firstOpenPack))
            {
                continue;
            }

            if (kind == PackKind.Base)
            {
                plan.RemovesLog |= removed is not null; // its rows may be of removed messages: it is written anew
                continue;
            }

            long octets;
            using (IFile file = files.Open(Path.Combine(folder, name), write: false))
            {
                octets = file.Length;
            }

            long living = live.GetValueOrDefault(number);
            if (living == 0 || (kind != PackKind.Single && (removed?.AreIn(name) ?? living < octets * leastLiveShare)))
            {
                plan._packs.Add((name, kind, number, octets));
                plan.RemovesLog |= kind == PackKind.Log;
            }
        }

        if (plan._packs.Count > 0)
        {
            plan.FindLiving(reader);
        }

        return plan;
    }

    /// <summary>Copies living messages into one new pack, until it is full or all are copied, and puts it on disk. Returns their moves.</summary>
    internal List<(EmailKey Email, BlobPlace From, BlobPlace To)> CopySome(
        long number, long packOctets, PackHandles handles, CancellationToken cancellationToken)
    {
        var moves = new List<(EmailKey, BlobPlace, BlobPlace)>();
        using PackWriter pack = PackWriter.Create(_files, _folder, new PackHeader { Kind = PackKind.Kept, Number = number });
        while (pack.Tail.End < packOctets && _living.TryDequeue(out (EmailKey Email, BlobPlace Place) living))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = new RecordBatch(pack);
            try
            {
                using PackLease from = handles.Lease(living.Place.Pack);
                BlobPlace to = Messages.Copy(from.Reader, living.Place, living.Email, batch);
                pack.Write(batch);
                moves.Add((living.Email, living.Place, to));
            }
            catch (Exception e) when (e is DamagedMessageException or InvalidDataException or FileNotFoundException)
            {
                // The damaged bytes are the only ones there are: the pack stays, and `check` goes on naming the message.
                _keep.Add(living.Place.Pack);
                Damaged.Add(e.Message);
            }
        }

        pack.Publish(_files, _folder);
        Written += pack.Tail.End;
        return moves;
    }

    /// <summary>Removes the old packs. Their messages' new places are on disk by now. Returns the octets they had.</summary>
    internal long RemoveOld(PackHandles handles)
    {
        long octets = 0;
        foreach ((string name, _, long number, long had) in _packs.Where(pack => !_keep.Contains(pack.Number)))
        {
            _files.Delete(Path.Combine(_folder, name));
            handles.Forget(number);
            octets += had;
        }

        _files.SyncDirectory(_folder);
        return octets;
    }

    private void FindLiving(AccountReader reader)
    {
        HashSet<long> going = [.. _packs.Select(static pack => pack.Number)];
        List<(EmailKey Email, BlobPlace Place)> living = [];
        for (EmailKey last = default; ;)
        {
            List<(EmailKey Email, BlobPlace Place)> some = reader.Places(last);
            if (some.Count == 0)
            {
                break;
            }

            last = some[^1].Email;
            living.AddRange(some.Where(row => going.Contains(row.Place.Pack)));
        }

        // In the order they lie, so that the disk is read front to back.
        living.Sort(static (a, b) => (a.Place.Pack, a.Place.Offset).CompareTo((b.Place.Pack, b.Place.Offset)));
        _living = new(living);
    }
}

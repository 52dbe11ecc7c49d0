using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Packs;

/// <summary>An account's pack files that are open for reading: a few, closed when others are needed, never while someone reads.</summary>
internal sealed class PackHandles(IFileSystem files, string folder) : IDisposable
{
    private const int MostIdle = 8;
    private static readonly PackKind[] Kinds = [PackKind.Log, PackKind.Kept, PackKind.Single];

    private readonly Lock _gate = new();
    private readonly Dictionary<long, PackLease> _open = [];
    private long _clock;

    /// <summary>The pack, open until the lease is disposed.</summary>
    /// <exception cref="FileNotFoundException">There is no such pack (any more).</exception>
    internal PackLease Lease(long number)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(number, out PackLease? lease))
            {
                lease = new PackLease(this, Open(number));
                _open.Add(number, lease);
                CloseIdle();
            }

            lease.Users++;
            lease.LastUse = ++_clock;
            return lease;
        }
    }

    /// <summary>The pack was removed: its file is closed when the last reader is done.</summary>
    internal void Forget(long number)
    {
        lock (_gate)
        {
            if (_open.Remove(number, out PackLease? lease) && lease.Users == 0)
            {
                lease.Reader.File.Dispose();
            }
        }
    }

    internal void Release(PackLease lease)
    {
        lock (_gate)
        {
            lease.Users--;
            if (lease.Users == 0 && (!_open.TryGetValue(lease.Number, out PackLease? current) || current != lease))
            {
                lease.Reader.File.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (PackLease lease in _open.Values.Where(static lease => lease.Users == 0))
            {
                lease.Reader.File.Dispose();
            }

            _open.Clear();
        }
    }

    private PackReader Open(long number)
    {
        foreach (PackKind kind in Kinds)
        {
            string name = PackNames.Of(kind, number);
            if (files.Exists(Path.Combine(folder, name)))
            {
                return PackReader.Open(files, folder, name);
            }
        }

        throw new FileNotFoundException($"There is no pack {number} in {folder}.");
    }

    private void CloseIdle()
    {
        if (_open.Count <= MostIdle)
        {
            return;
        }

        PackLease? oldest = _open.Values.Where(static lease => lease.Users == 0 && lease.LastUse > 0).MinBy(static lease => lease.LastUse);
        if (oldest is not null)
        {
            _open.Remove(oldest.Number);
            oldest.Reader.File.Dispose();
        }
    }
}

using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Packs;

/// <summary>The end of one pack file: one writer, records only.</summary>
internal sealed class PackWriter : IDisposable
{
    internal const long FirstStep = 256 * 1024;
    private const long LeastStep = 4 * 1024;
    internal const long LargestStep = 8 * 1024 * 1024;

    /// <summary>From this many octets on records are written where nothing was reserved: they would be written twice, and a sync takes longer for them than for the file's new length.</summary>
    internal const long StraightFrom = 128 * 1024;

    private readonly IFile _file;
    private long _allocated;
    private bool _unfinished;

    private PackWriter(IFile file, PackHeader header, PackTail tail, long syncedEnd)
    {
        (_file, Header, Tail, SyncedEnd) = (file, header, tail, syncedEnd);
        _allocated = file.Length;
    }

    internal PackHeader Header { get; }

    internal PackTail Tail { get; private set; }

    /// <summary>How far the file is known to be on disk.</summary>
    internal long SyncedEnd { get; private set; }

    /// <summary>True once it stands under its own name, whether the disk knows that yet or not.</summary>
    internal bool HasItsName => !_unfinished;

    internal bool IsSynced => SyncedEnd == Tail.End;

    /// <summary>Makes the file under a name that nobody reads; <see cref="Publish"/> gives it its own.</summary>
    internal static PackWriter Create(IFileSystem files, string folder, PackHeader header)
    {
        header = header.Sealed();
        string path = Path.Combine(folder, PackNames.Of(header.Kind, header.Number) + PackNames.Unfinished);
        if (files.Exists(path))
        {
            files.Delete(path);
        }

        IFile file = files.Create(path);
        try
        {
            file.Write(0, header.ToBytes());
            return new PackWriter(file, header, new PackTail(PackHeader.Octets, 0, header.Crc), 0) { _unfinished = true };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Goes on where a cleanly closed log ended.</summary>
    internal static PackWriter Reopen(IFileSystem files, string folder, PackHeader header, PackTail tail) =>
        new(files.Open(Path.Combine(folder, PackNames.Of(header.Kind, header.Number)), write: true), header, tail, tail.End);

    /// <summary>Puts the file on disk and then under its name, whole or not at all.</summary>
    internal void Publish(IFileSystem files, string folder)
    {
        Sync();
        string path = Path.Combine(folder, PackNames.Of(Header.Kind, Header.Number));
        files.Rename(path + PackNames.Unfinished, path);
        _unfinished = false;
        files.SyncDirectory(folder);
    }

    /// <summary>Writes the batch behind the end. Nothing is on disk before <see cref="Sync"/>.</summary>
    /// <exception cref="DiskFullException">No space is left; the end is where it was.</exception>
    internal void Write(RecordBatch batch)
    {
        long octets = batch.Tail.End - Tail.End;
        if (octets < StraightFrom)
        {
            Reserve(octets);
        }

        try
        {
            _file.Write(Tail.End, batch.Parts);
        }
        catch (DiskFullException) when (_file.Length > _allocated)
        {
            // What had room of it is no record yet, and what stands in the reserved part is written over by the next batch.
            _file.SetLength(_allocated);
            throw;
        }

        Tail = batch.Tail;
        _allocated = Math.Max(_allocated, Tail.End);
    }

    /// <summary>Makes room for <paramref name="octets"/> more; with <paramref name="stepwise"/> in steps that double, so that few commits pay for it.</summary>
    internal void Reserve(long octets, bool stepwise = true)
    {
        long needed = Tail.End + octets;
        if (needed <= _allocated)
        {
            return;
        }

        long step = stepwise && !_unfinished ? Math.Clamp(_allocated, FirstStep, LargestStep) : 0;
        try
        {
            _file.Allocate(Math.Max(needed, _allocated + step));
        }
        catch (DiskFullException) when (step > 0)
        {
            _file.Allocate(needed);
        }
        finally
        {
            _allocated = Math.Max(_allocated, _file.Length);
        }
    }

    /// <summary>Makes room for as much as there is, at most so many octets: on a full disk, for the records to come.</summary>
    internal void ReserveSome(long octets)
    {
        for (; octets >= LeastStep; octets /= 2)
        {
            try
            {
                Reserve(octets, stepwise: false);
                return;
            }
            catch (DiskFullException)
            {
                // half of it, then
            }
        }
    }

    internal void Sync()
    {
        _file.Sync();
        SyncedEnd = Tail.End;
    }

    /// <summary>
    /// Makes void, on disk, what was written behind <paramref name="tail"/>: its first header is cleared (eight octets, aligned: no disk
    /// tears them), and the chain keeps anything behind it from ever following what is written there next.
    /// </summary>
    internal void Void(PackTail tail)
    {
        _file.Write(tail.End, stackalloc byte[8]);
        _file.Sync();
        Tail = tail;
        SyncedEnd = tail.End;
    }

    /// <summary>Gives back what was reserved and not used.</summary>
    internal void Trim()
    {
        if (_allocated > Tail.End)
        {
            _file.SetLength(Tail.End);
            _allocated = Tail.End;
        }
    }

    public void Dispose() => _file.Dispose();
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Postroom.Store.Embedded.Files;

/// <summary>A file of the machine's file system, which was counted when it was opened.</summary>
internal sealed class DiskFile(SafeFileHandle handle, string path) : IFile
{
    // A write of so much is given to the disk in stretches, which works on each while the next is copied. Of less it costs more than it brings.
    private const int Large = 2 * 1024 * 1024;
    private const int Stretch = 512 * 1024;

    private static readonly byte[] Zeros = new byte[256 * 1024];

    private int _isClosed;

    public long Length => RandomAccess.GetLength(handle);

    public SafeFileHandle? Handle => handle;

    public int Read(long offset, Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException e) when (DiskFullException.Is(e))
        {
            throw Full(e);
        }
    }

    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        try
        {
            if (parts.Sum(static part => (long)part.Length) < Large)
            {
                RandomAccess.Write(handle, parts, offset);
                return;
            }

            for (int first = 0; first < parts.Count;)
            {
                int octets = 0;
                var stretch = new List<ReadOnlyMemory<byte>>();
                for (; first < parts.Count && octets < Stretch; first++)
                {
                    stretch.Add(parts[first]);
                    octets += parts[first].Length;
                }

                RandomAccess.Write(handle, stretch, offset);
                StartSync(offset, octets);
                offset += octets;
            }
        }
        catch (IOException e) when (DiskFullException.Is(e))
        {
            throw Full(e);
        }
    }

    // Written zeros, not posix_fallocate: the first write into a merely reserved extent has to change the extent tree, which makes
    // every fdatasync commit the journal as well (docs/adr/0001 has the figures).
    public void Allocate(long length)
    {
        for (long at = Length; at < length;)
        {
            int step = (int)Math.Min(Zeros.Length, length - at);
            Write(at, Zeros.AsSpan(0, step));
            at += step;
        }
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Sync()
    {
        if (DiskFileSystem.Instance.Syncs is not { Enabled: true } syncs)
        {
            PutOnDisk();
            return;
        }

        long began = Stopwatch.GetTimestamp();
        PutOnDisk();
        syncs.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public void Dispose()
    {
        handle.Dispose();
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            OpenFiles.OfProcess.Give(1);
        }
    }

    // No promise: a failure shows when all is put on disk.
    private void StartSync(long offset, long octets)
    {
        const int Write = 2; // SYNC_FILE_RANGE_WRITE
        if (OperatingSystem.IsLinux())
        {
            _ = NativeFiles.SyncFileRange(handle, offset, octets, Write);
        }
    }

    private void PutOnDisk()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD())
        {
            Demand(NativeFiles.FDataSync(handle));
        }
        else if (OperatingSystem.IsMacOS())
        {
            // fsync leaves the data in the drive's cache there; file systems without F_FULLFSYNC (network ones) refuse it.
            if (NativeFiles.Fcntl(handle, NativeFiles.FullFSync) != 0)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }
        else
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    private void Demand(int result)
    {
        if (result != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException($"Cannot put {path} on disk: {new Win32Exception(error).Message}", error);
        }
    }

    private DiskFullException Full(IOException e) => new($"No space is left on the disk for {path}.", e);
}

using Microsoft.Win32.SafeHandles;
using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>A file as the system shows it, what of it is on disk, and what was done since.</summary>
internal sealed class FaultyInode
{
    private byte[] _current = [];
    private bool _isCut; // since it was synced

    internal int Length { get; private set; }

    internal byte[] OnDisk { get; set; } = [];

    internal List<(int Offset, byte[] Bytes)> Since { get; } = [];

    internal Span<byte> Current => _current.AsSpan(0, Length);

    internal void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        int end = (int)offset + bytes.Length;
        if (end > _current.Length)
        {
            Array.Resize(ref _current, Math.Max(end, _current.Length * 2));
        }

        bytes.CopyTo(_current.AsSpan((int)offset));
        Length = Math.Max(Length, end);
        Since.Add(((int)offset, bytes.ToArray()));
    }

    internal void SetLength(long length)
    {
        int before = Length;
        if (length > _current.Length)
        {
            Array.Resize(ref _current, (int)length);
        }

        Length = (int)length;
        _isCut |= length < before;
        if (length > before)
        {
            _current.AsSpan(before, Length - before).Clear();
        }
    }

    internal void Sync()
    {
        OnDisk = Current.ToArray();
        Since.Clear();
        _isCut = false;
    }

    /// <summary>The file after the power went: what was synced, and of each later write none, all, a beginning or some sectors.</summary>
    internal FaultyInode AfterPowerLoss(Random random)
    {
        int length = Since.Count == 0 ? OnDisk.Length : random.Next(2) == 0 ? OnDisk.Length : Math.Max(OnDisk.Length, Length);
        var after = new FaultyInode();
        after.SetLength(Math.Max(length, OnDisk.Length));
        OnDisk.CopyTo(after.Current);
        foreach ((int offset, byte[] bytes) in Since)
        {
            int sector = random.Next(2) == 0 ? 512 : 4096;
            int kind = random.Next(4);
            int cut = random.Next(bytes.Length + 1);
            for (int at = 0; at < bytes.Length;)
            {
                int step = Math.Min(bytes.Length - at, sector - ((offset + at) % sector));
                bool kept = kind switch { 0 => false, 1 => true, 2 => at + step <= cut, _ => random.Next(2) == 0 };
                int room = Math.Min(step, after.Length - offset - at);
                if (kept && room > 0)
                {
                    bytes.AsSpan(at, room).CopyTo(after.Current[(offset + at)..]);
                }

                at += step;
            }
        }

        if (_isCut && Length < after.Length && random.Next(2) == 0)
        {
            after.SetLength(Length);
        }

        after.Sync();
        return after;
    }

    internal FaultyInode Copy()
    {
        var copy = new FaultyInode();
        copy.SetLength(Length);
        Current.CopyTo(copy.Current);
        copy.Sync();
        return copy;
    }
}

/// <summary>An open file of <see cref="FaultyFileSystem"/>.</summary>
internal sealed class FaultyFile(FaultyFileSystem files, FaultyInode inode) : IFile
{
    public long Length
    {
        get
        {
            lock (files.Gate)
            {
                return inode.Length;
            }
        }
    }

    public SafeFileHandle? Handle => null;

    public int Read(long offset, Span<byte> destination)
    {
        lock (files.Gate)
        {
            int length = (int)Math.Clamp(inode.Length - offset, 0, destination.Length);
            inode.Current.Slice((int)Math.Min(offset, inode.Length), length).CopyTo(destination);
            return length;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (files.Gate)
        {
            files.StepOfWriting(FaultyStep.Write, inode, offset, bytes, out _);
            long grows = Math.Max(0, offset + bytes.Length - inode.Length);
            if (grows > files.Space)
            {
                int fits = (int)(bytes.Length - grows + files.Space);
                files.Take(files.Space);
                inode.Write(offset, bytes[..fits]); // a disk takes what it has room for before it says that it is full
                files.Take(1);
            }

            files.Take(grows);
            inode.Write(offset, bytes);
        }
    }

    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        byte[] all = new byte[parts.Sum(static part => part.Length)];
        int at = 0;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            part.Span.CopyTo(all.AsSpan(at));
            at += part.Length;
        }

        Write(offset, all);
    }

    public void Allocate(long length)
    {
        if (length > Length)
        {
            Write(Length, new byte[length - Length]);
        }
    }

    public void SetLength(long length)
    {
        lock (files.Gate)
        {
            files.Step(FaultyStep.Write);
            files.Take(length - inode.Length);
            inode.SetLength(length);
        }
    }

    public void Sync()
    {
        lock (files.Gate)
        {
            files.Step(FaultyStep.Sync);
            inode.Sync();
        }
    }

    public void Dispose() { }
}

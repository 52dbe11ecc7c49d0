using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Lanes;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Staging;

/// <summary>A message on its way in: up to a mebibyte in blocks of memory, more in a file that is a pack of its own already.</summary>
/// <param name="files">The file layer.</param>
/// <param name="lanes">Where files are written: a write goes to the system's cache.</param>
/// <param name="syncs">Where a file is put on disk: that waits.</param>
/// <param name="folder">stage/.</param>
/// <param name="memory">For the blocks of all of them.</param>
/// <param name="expectedOctets">What the peer announced, or null.</param>
internal sealed class BlobStage(IFileSystem files, LanePool lanes, LanePool syncs, string folder, StageMemory memory, long? expectedOctets) : IBlobStage
{
    /// <summary>A message of more octets is spooled, and later linked instead of written a second time. That takes three syncs, a record of the log one.</summary>
    internal const int MostInMemory = 1024 * 1024;

    private readonly List<byte[]> _blocks = [];
    private readonly List<uint> _checksums = [];
    private byte[] _block = [];
    private int _used;
    private Spool? _spool;
    private bool _complete;
    private bool _disposed;

    public long Length { get; private set; }

    /// <summary>The message's own pack file; null when it is in memory.</summary>
    internal Spool? File => _spool;

    /// <summary>For each block of the message its checksum.</summary>
    internal IReadOnlyList<uint> Checksums => _checksums;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_complete)
        {
            throw new InvalidOperationException("The stage was completed: it takes no more bytes.");
        }

        if (StaysInMemory(bytes.Length) || (_spool is not null && _used + bytes.Length < RecordHeader.BlockOctets))
        {
            Take(bytes.Span); // no file is touched before a block is full
            return ValueTask.CompletedTask;
        }

        return WriteToFileAsync(bytes, cancellationToken);
    }

    private ValueTask WriteToFileAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => OnLaneAsync(
        lanes,
        () =>
        {
            if (_spool is null)
            {
                StartSpool();
            }

            Take(bytes.Span);
        },
        cancellationToken);

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_complete)
        {
            return ValueTask.CompletedTask;
        }

        if (_spool is null)
        {
            EndBlock(last: true);
            _complete = true;
            return ValueTask.CompletedTask;
        }

        return OnLaneAsync(
            syncs,
            () =>
            {
                EndBlock(last: true);
                _spool.Complete(Length, _checksums);
                _complete = true;
            },
            cancellationToken);
    }

    public ValueTask<int> ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_complete)
        {
            throw new InvalidOperationException("The stage is read after it was completed.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int length = (int)Math.Max(0, Math.Min(destination.Length, Length - offset));
        if (length == 0)
        {
            return new ValueTask<int>(0);
        }

        if (_spool is { } spool)
        {
            return lanes.RunShortAsync(() => spool.Read(offset, destination.Span[..length]), cancellationToken);
        }

        for (int done = 0; done < length;)
        {
            long at = offset + done;
            ReadOnlySpan<byte> block = Block((int)(at / RecordHeader.BlockOctets)).Span[(int)(at % RecordHeader.BlockOctets)..];
            int step = Math.Min(block.Length, length - done);
            block[..step].CopyTo(destination.Span[done..]);
            done += step;
        }

        return new ValueTask<int>(length);
    }

    /// <summary>The message's blocks, when it is in memory.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Blocks()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_complete)
        {
            throw new InvalidOperationException("A message is committed after its stage was completed.");
        }

        var blocks = new ReadOnlyMemory<byte>[_blocks.Count];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = Block(i);
        }

        return blocks;
    }

    public ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return ValueTask.CompletedTask;
        }

        _disposed = true;
        foreach (byte[] block in _blocks)
        {
            Return(block);
        }

        _blocks.Clear();
        Return(_block);
        _block = [];

        return _spool is { } spool ? OnLaneAsync(lanes, spool.Dispose, CancellationToken.None) : ValueTask.CompletedTask;
    }

    private ReadOnlyMemory<byte> Block(int index) =>
        _blocks[index].AsMemory(0, (int)Math.Min(RecordHeader.BlockOctets, Length - ((long)index * RecordHeader.BlockOctets)));

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Grow(bytes.Length);
            int step = Math.Min(bytes.Length, Math.Min(_block.Length, RecordHeader.BlockOctets) - _used);
            bytes[..step].CopyTo(_block.AsSpan(_used));
            _used += step;
            Length += step;
            bytes = bytes[step..];
            if (_used == RecordHeader.BlockOctets)
            {
                EndBlock(last: false);
            }
        }
    }

    // Most messages are a few kilobytes: the first block starts small and doubles, unless the peer said how much is coming.
    private void Grow(int more)
    {
        if (_used < _block.Length)
        {
            return;
        }

        long wanted = Math.Max(_used + more, Math.Max(_used * 2, StageMemory.SmallBlock));
        if (_used == 0 && expectedOctets is > StageMemory.SmallBlock and { } expected)
        {
            wanted = Math.Max(wanted, expected);
        }

        byte[] larger = memory.Rent((int)Math.Min(wanted, RecordHeader.BlockOctets));
        _block.AsSpan(0, _used).CopyTo(larger);
        Return(_block);
        _block = larger;
    }

    private void Return(byte[] block)
    {
        if (block.Length > 0)
        {
            memory.Return(block);
        }
    }

    // A message that has begun in memory goes on there until it is too large: what it holds is bounded by that.
    private bool StaysInMemory(int more)
    {
        long octets = Math.Max(Length + more, expectedOctets ?? 0);
        return _spool is null && octets <= MostInMemory && (octets <= RecordHeader.BlockOctets || _blocks.Count > 0 || !memory.IsExhausted);
    }

    private void EndBlock(bool last)
    {
        if (_used == 0 && !(last && _checksums.Count == 0))
        {
            return; // an empty message still has one block, of nothing
        }

        _checksums.Add(Checksum.Of(_block.AsSpan(0, _used)));
        if (_spool is { } spool)
        {
            spool.Append(_block.AsSpan(0, _used));
        }
        else
        {
            _blocks.Add(_block);
            _block = [];
        }

        _used = 0;
    }

    private void StartSpool()
    {
        _spool = new Spool(files, folder);
        foreach (byte[] block in _blocks)
        {
            _spool.Append(block.AsSpan(0, RecordHeader.BlockOctets));
            Return(block);
        }

        _blocks.Clear();
    }

    private static async ValueTask OnLaneAsync(LanePool pool, Action work, CancellationToken cancellationToken)
    {
        try
        {
            await pool.RunShortAsync(
                () =>
                {
                    work();
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException($"The message could not be taken in: {e.Message}", e) { IsFull = DiskFullException.Is(e) };
        }
    }
}

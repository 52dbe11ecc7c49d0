using System.Buffers;

namespace Postroom.Store.Embedded.Staging;

/// <summary>The memory of all messages on their way in. Nobody waits for it: once it is used up, messages of more than a block go to files.</summary>
/// <remarks>Small blocks are used again from here: a MULTIAPPEND holds more of them at once than the shared pool keeps.</remarks>
internal sealed class StageMemory(long limit)
{
    /// <summary>Octets of a small block: most messages are a few kilobytes.</summary>
    internal const int SmallBlock = 4 * 1024;

    private const int MostFree = 1024; // 4 MiB

    private readonly Lock _gate = new();
    private readonly List<byte[]> _free = [];
    private long _held;

    internal bool IsExhausted => Volatile.Read(ref _held) >= limit;

    /// <summary>A block of at least so many octets.</summary>
    internal byte[] Rent(int octets)
    {
        byte[] block = octets <= SmallBlock ? RentSmall() : ArrayPool<byte>.Shared.Rent(octets);
        Interlocked.Add(ref _held, block.Length);
        return block;
    }

    /// <summary>Gives a block back.</summary>
    internal void Return(byte[] block)
    {
        Interlocked.Add(ref _held, -block.Length);
        if (block.Length != SmallBlock)
        {
            ArrayPool<byte>.Shared.Return(block);
            return;
        }

        lock (_gate)
        {
            if (_free.Count < MostFree)
            {
                _free.Add(block);
            }
        }
    }

    private byte[] RentSmall()
    {
        lock (_gate)
        {
            if (_free.Count > 0)
            {
                byte[] block = _free[^1]; // the one that was used last is still in the processor's cache
                _free.RemoveAt(_free.Count - 1);
                return block;
            }
        }

        return GC.AllocateUninitializedArray<byte>(SmallBlock);
    }
}

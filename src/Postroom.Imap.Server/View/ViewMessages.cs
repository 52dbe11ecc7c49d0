using System.Runtime.CompilerServices;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Which messages the client knows, in order: what sequence numbers mean. Immutable; cheap for a million.</summary>
internal sealed class ViewMessages
{
    private readonly ViewChunk[] _chunks;
    private readonly int[] _before; // messages before each chunk

    internal ViewMessages(ViewChunk[] chunks)
    {
        _chunks = chunks;
        _before = new int[chunks.Length];
        for (int i = 0; i < chunks.Length; i++)
        {
            _before[i] = Count;
            Count += chunks[i].Count;
        }
    }

    internal static ViewMessages Empty { get; } = new([]);

    /// <summary>How many there are: the highest sequence number.</summary>
    internal int Count { get; }

    internal ReadOnlySpan<ViewChunk> Chunks => _chunks;

    /// <summary>The last message's UID; 0 when there is none.</summary>
    internal uint LastUid => _chunks.Length == 0 ? 0 : _chunks[^1].Uids[^1];

    /// <summary>Exactly what the store has now: the same object for all sessions while only flags change.</summary>
    internal static ViewMessages Of(MailboxSnapshot snapshot) => Views.GetValue(snapshot.Membership, _ => Make(snapshot));

    private static ConditionalWeakTable<object, ViewMessages> Views { get; } = [];

    private static ViewMessages Make(MailboxSnapshot snapshot)
    {
        var chunks = new ViewChunk[snapshot.Chunks.Length];
        int at = 0;
        foreach (MessageChunk chunk in snapshot.Chunks)
        {
            chunks[at++] = new(chunk.Columns);
        }

        return new(chunks);
    }

    /// <summary>The UID of sequence number <paramref name="sequence"/>, 1 to <see cref="Count"/>.</summary>
    internal uint UidAt(int sequence) => ChunkAt(sequence, out int before).Uids[sequence - 1 - before];

    /// <summary>What holds sequence number <paramref name="sequence"/>, 1 to <see cref="Count"/>, and how many messages stand before it.</summary>
    internal ViewChunk ChunkAt(int sequence, out int before)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, Count);
        int chunk = ChunkOf(sequence);
        before = _before[chunk];
        return _chunks[chunk];
    }

    /// <summary>The sequence number of <paramref name="uid"/>; 0 when the view does not show it.</summary>
    internal int Find(uint uid)
    {
        int before = CountBelow(uid);
        return before < Count && UidAt(before + 1) == uid ? before + 1 : 0;
    }

    /// <summary>How many messages have a UID below <paramref name="uid"/>.</summary>
    internal int CountBelow(ulong uid)
    {
        int low = 0, high = _chunks.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_chunks[middle].Uids[^1] < uid)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == _chunks.Length)
        {
            return Count;
        }

        int found = _chunks[low].Uids.BinarySearch((uint)uid);
        return _before[low] + (found < 0 ? ~found : found);
    }

    /// <summary>Copies UIDs from sequence number <paramref name="first"/> on; as many as there is room for, fewer at the end.</summary>
    internal int CopyUids(int first, Span<uint> destination)
    {
        int copied = 0;
        for (int chunk = first > Count ? _chunks.Length : ChunkOf(first); chunk < _chunks.Length && copied < destination.Length; chunk++)
        {
            ReadOnlySpan<uint> uids = _chunks[chunk].Uids[Math.Max(0, first - 1 - _before[chunk])..];
            uids = uids[..Math.Min(uids.Length, destination.Length - copied)];
            uids.CopyTo(destination[copied..]);
            copied += uids.Length;
        }

        return copied;
    }

    private int ChunkOf(int sequence)
    {
        int chunk = Array.BinarySearch(_before, sequence - 1);
        return chunk < 0 ? ~chunk - 1 : chunk;
    }
}

namespace Postroom.Store;

/// <summary>One principal's private flags on messages whose UIDs differ in the last octet only. Immutable; a message that never had any is not in it.</summary>
internal sealed class OverlayPage(byte[] places, byte[] flags, long[] modSeqs)
{
    internal int Count => places.Length;

    /// <summary>The last octets of the UIDs, ascending.</summary>
    internal ReadOnlySpan<byte> Places => places;

    /// <summary><see cref="FlagBits"/> of each: system flags only. None where they were taken away: the MODSEQ must stay.</summary>
    internal ReadOnlySpan<byte> Flags => flags;

    internal ReadOnlySpan<long> ModSeqs => modSeqs;

    internal (ulong Flags, long ModSeq) Find(uint uid) => Places.BinarySearch((byte)uid) is var at and >= 0 ? (flags[at], modSeqs[at]) : default;
}

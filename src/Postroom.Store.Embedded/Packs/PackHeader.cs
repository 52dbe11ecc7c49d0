using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postroom.Store.Embedded.Packs;

/// <summary>The first 64 octets of a pack file.</summary>
internal sealed record PackHeader
{
    internal const int Octets = 64;

    internal required PackKind Kind { get; init; }

    /// <summary>Part of every checksum in the file and nowhere else: message bytes that look like a record do not pass for one.</summary>
    internal ulong Salt { get; init; } = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    /// <summary>As in the file's name; 0 in a single message's file, which may be linked into several accounts.</summary>
    internal long Number { get; init; }

    /// <summary>Log: the sequence of the first group in it. Base: that of the last group it holds. Else 0.</summary>
    internal long FirstSequence { get; init; }

    /// <summary>Log: the pack that it continues, 0 for the first.</summary>
    internal long PreviousPack { get; init; }

    /// <summary>Log: where the pack that it continues ends. What stands there beyond is void; what stands before was durable when this file was made.</summary>
    internal long PreviousEnd { get; init; }

    /// <summary>The machine's boot in which it was made (<see cref="BootId"/>).</summary>
    internal ulong Boot { get; init; }

    /// <summary>What the first record chains to.</summary>
    internal uint Crc { get; private init; }

    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Octets];
        "PMPACK01"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), PreviousPack);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), PreviousEnd);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), Boot);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(56), (int)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Checksum.Of(bytes.AsSpan(0, 60)));
        return bytes;
    }

    internal static bool TryRead(ReadOnlySpan<byte> bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PackHeader? header)
    {
        header = null;
        if (bytes.Length < Octets || !bytes.StartsWith("PMPACK01"u8))
        {
            return false;
        }

        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]);
        if (crc != Checksum.Of(bytes[..60]))
        {
            return false;
        }

        header = new PackHeader
        {
            Salt = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            Number = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            FirstSequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            PreviousPack = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            PreviousEnd = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            Boot = BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]),
            Kind = (PackKind)BinaryPrimitives.ReadInt32LittleEndian(bytes[56..]),
            Crc = crc,
        };
        return true;
    }

    /// <summary>This header as it reads back: with its checksum.</summary>
    internal PackHeader Sealed() => this with { Crc = BinaryPrimitives.ReadUInt32LittleEndian(ToBytes().AsSpan(60)) };
}

using System.Buffers.Binary;
using System.Net;
using System.Numerics;

namespace Postroom.Net;

/// <summary>Version 2 of the PROXY protocol: a signature, what it is, a length, addresses in binary, and what else there is to tell (TLVs).</summary>
internal static class ProxyHeaderV2
{
    private const int FixedOctets = 16;
    private const byte Local = 0x20, Proxied = 0x21; // version 2 and the command
    private const byte StreamIPv4 = 0x11, StreamIPv6 = 0x21;
    private const byte Crc32C = 0x03; // PP2_TYPE_CRC32C

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static int Missing(ReadOnlySpan<byte> received)
    {
        if (received.Length < FixedOctets)
            return FixedOctets - received.Length;
        int whole = FixedOctets + BinaryPrimitives.ReadUInt16BigEndian(received[14..]);
        return whole <= ProxyHeader.MaxOctets ? whole - received.Length : throw new InvalidDataException("it is too long");
    }

    public static ProxyHeader Parse(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> rest = header[FixedOctets..];
        switch (header[12])
        {
            case Local:
                return default; // the proxy asks for itself whether we are there; nothing behind it counts
            case Proxied:
                break;
            default:
                throw new InvalidDataException("it is of a version or a kind that there is not");
        }

        ProxyHeader addresses;
        switch (header[13])
        {
            case StreamIPv4 when rest.Length >= 12:
                addresses = new(EndPoint(rest[..4], rest[8..]), EndPoint(rest[4..8], rest[10..]));
                rest = rest[12..];
                break;
            case StreamIPv6 when rest.Length >= 36:
                addresses = new(EndPoint(rest[..16], rest[32..]), EndPoint(rest[16..32], rest[34..]));
                rest = rest[36..];
                break;
            case 0x00 or 0x12 or 0x22 or 0x31 or 0x32: // unspecified, or what no client of ours can be: as if nothing were said of it
                return default;
            default:
                throw new InvalidDataException("its addresses are of a family that there is not, or cut off");
        }

        Check(rest, header);
        return addresses;
    }

    // Each TLV: a type, a length of 16 bits, so many octets. All but the checksum are for others.
    private static void Check(ReadOnlySpan<byte> tlvs, ReadOnlySpan<byte> header)
    {
        while (!tlvs.IsEmpty)
        {
            int length = tlvs.Length >= 3 ? BinaryPrimitives.ReadUInt16BigEndian(tlvs[1..]) : int.MaxValue;
            if (length > tlvs.Length - 3)
                throw new InvalidDataException("what it has behind the addresses is cut off");
            ReadOnlySpan<byte> value = tlvs.Slice(3, length);
            if (tlvs[0] == Crc32C && (length != 4 || BinaryPrimitives.ReadUInt32BigEndian(value) != Checksum(header, header.Length - tlvs.Length + 3)))
                throw new InvalidDataException("its checksum is another");
            tlvs = tlvs[(3 + length)..];
        }
    }

    // Over the whole header, with zeros where the checksum stands.
    private static uint Checksum(ReadOnlySpan<byte> header, int place)
    {
        uint crc = uint.MaxValue;
        for (int i = 0; i < header.Length; i++)
            crc = BitOperations.Crc32C(crc, i >= place && i < place + 4 ? (byte)0 : header[i]);
        return ~crc;
    }

    private static IPEndPoint EndPoint(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port) =>
        new(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(port));
}

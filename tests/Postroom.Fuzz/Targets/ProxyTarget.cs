using System.Buffers.Binary;
using System.Globalization;

using System.Numerics;
using Postroom.Net;
using Postroom.Net.Tests;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>PROXY headers, versions 1 and 2: read without taking an octet of what stands behind them.</summary>
internal sealed class ProxyTarget : FuzzTarget
{
    private static readonly byte[] Behind = "a NOOP\r\n"u8.ToArray();

    public override string Name => "proxy";

    public override string Attacks => "PROXY headers, versions 1 and 2";

    public override int MaxOctets => 5000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "\r\n", "\r", "\n", " ", "192.0.2.1", "2001:db8::1", "::", "::ffff:192.0.2.1", "fe80::1%1", "127.1", "0x7f000001", "65535", "65536", "00", "\r\n\r\n\0\r\nQUIT\n", "\x21\x11\0\x0c", "\x21\x21\0\x24", "\x20\0\0\0", "\x03\0\x04", "\x04\0\0",
    ];

    public override byte[] Make(Maker maker) => maker.OneIn(2)
        ? Maker.Octets(maker.Pick(
            () => string.Create(CultureInfo.InvariantCulture, $"PROXY TCP4 192.0.2.{maker.Below(256)} 10.0.0.1 {maker.Below(65536)} 143\r\n"),
            () => string.Create(CultureInfo.InvariantCulture, $"PROXY TCP6 2001:db8::{maker.Below(9999)} ::1 {maker.Below(65536)} 993\r\n"),
            () => $"PROXY UNKNOWN{maker.Maybe(() => " whatever there is")}\r\n"))
        : Version2(maker);

    public override async ValueTask CheckAsync(FuzzInput input)
    {
        byte[] octets = input.Octets;
        int end = 0;
        try
        {
            // As the connection does it: never more is read than surely belongs to the header.
            while (ProxyHeader.Missing(octets.AsSpan(0, end)) is var missing && missing != 0)
            {
                Demand(missing > 0, $"{missing} octets are missing.");
                if (end + missing > octets.Length)
                {
                    Demand(!input.IsValid, "A whole header is not enough.");
                    break;
                }

                end += missing;
                Demand(end <= ProxyHeader.MaxOctets, "A header of more octets than are taken.");
            }

            if (ProxyHeader.Missing(octets.AsSpan(0, end)) == 0)
            {
                ProxyHeader header = ProxyHeader.Parse(octets.AsSpan(0, end));
                Demand(header.Source is null == header.Destination is null, "An address without the other.");
                Demand(header.Source is not { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, Address.ScopeId: not 0 }, "An address with a zone of ours.");
            }
        }
        catch (InvalidDataException wrong)
        {
            Demand(!input.IsValid, $"A header is refused: {wrong.Message}");
            end = -1;
        }

        if (input.IsValid)
            Demand(end == octets.Length, $"A header of {octets.Length} octets ends at {end}.");
        if (end >= 0)
            await LeavesAloneAsync(octets[..end], input);
    }

    private static async Task LeavesAloneAsync(byte[] header, FuzzInput input)
    {
        await using Connection connection = Connection.OverStream(new ScriptedStream([.. header, .. Behind], input.Pieces(7)));
        bool whole = false;
        try
        {
            whole = ProxyHeader.Missing(header) == 0;
            await connection.ReadProxyHeaderAsync(CancellationToken.None);
        }
        catch (Exception ended) when (ended is ConnectionEndedException or InvalidDataException)
        {
            return;
        }

        if (!whole)
            return; // what stands behind completed it
        Demand(await connection.ReadAsync(), "What stands behind the header is gone.");
        while (connection.Input.Length < Behind.Length && await connection.ReadAsync())
        {
            // the rest comes in pieces
        }

        Demand(connection.Input.Span.SequenceEqual(Behind), $"Behind the header stands {Escaped.Of(connection.Input.Span)}.");
    }

    private static byte[] Version2(Maker maker)
    {
        (byte family, byte[] addresses) = maker.Below(4) switch
        {
            0 => ((byte)0x11, maker.Random(12)),
            1 => ((byte)0x21, maker.Random(36)),
            2 => ((byte)0x31, maker.Random(216)),
            _ => ((byte)0x00, []),
        };
        byte command = maker.OneIn(4) ? (byte)0x20 : (byte)0x21;
        List<byte> rest = [.. addresses];
        for (int i = family is 0x11 or 0x21 ? maker.Below(3) : 0; i > 0; i--)
        {
            int length = maker.Below(20);
            rest.AddRange([0x04, 0, (byte)length, .. maker.Random(length)]);
        }

        bool isChecked = family is 0x11 or 0x21 && maker.OneIn(2);
        if (isChecked)
            rest.AddRange([0x03, 0, 4, 0, 0, 0, 0]);
        byte[] header = [.. "\r\n\r\n\0\r\nQUIT\n"u8, command, family, (byte)(rest.Count >> 8), (byte)rest.Count, .. rest];
        if (isChecked)
        {
            uint crc = header.Aggregate(uint.MaxValue, static (crc, octet) => BitOperations.Crc32C(crc, octet));
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(header.Length - 4), ~crc);
        }

        return header;
    }
}

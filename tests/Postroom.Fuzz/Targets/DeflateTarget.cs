using System.IO.Compression;
using Postroom.Net;
using Postroom.Net.Tests;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Compressed connections: lines of a client, deflated, damaged, cut into pieces, with plain octets behind them.</summary>
internal sealed class DeflateTarget : FuzzTarget
{
    private const int MostInflated = 1 << 20; // a door's limits end it long before

    public override string Name => "deflate";

    public override string Attacks => "a compressed connection's input";

    public override IReadOnlyList<string> Words { get; } = ["\0\0\xff\xff", "\0\0\0\xff\xff", "\x01\0\0\xff\xff", "\x03\0", "\x4b\x04\0", "\x78\x9c", "a NOOP\r\n", "\xff\xff", "\0\0", "\xed\xc1\x01\x01"];

    public override long MaxAllocated(int octets) => 64 << 20;

    public override byte[] Make(Maker maker)
    {
        using var octets = new MemoryStream();
        using (var deflate = new DeflateStream(octets, maker.OneIn(2) ? CompressionLevel.Fastest : CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int i = maker.Below(4); i >= 0; i--)
            {
                deflate.Write(Maker.Octets(maker.Some(20, () => maker.Pick("a NOOP\r\n", "b FETCH 1:* (FLAGS)\r\n", "c X ", new string('x', 500), "\r\n"))));
                deflate.Write(maker.Random(maker.Below(60)));
                deflate.Flush();
            }

            // The last block is left out, as a client does that goes on.
            return octets.ToArray();
        }
    }

    public override async ValueTask CheckAsync(FuzzInput input)
    {
        (string whole, bool isDamaged) = await InflatedAsync(input.Octets, static () => int.MaxValue);
        (string pieces, bool isDamagedInPieces) = await InflatedAsync(input.Octets, input.Pieces(9));
        Demand(!input.IsValid || !isDamaged, "What was deflated cannot be inflated.");
        // Behind damage an inflater may or may not give what it had understood so far.
        if (!isDamaged && !isDamagedInPieces)
            DemandSame(whole, pieces, "In pieces something else is inflated");
        if (input.IsValid)
            DemandSame(Convert.ToHexString(Plain(input.Octets)), whole, "Something else is inflated");
    }

    private static async Task<(string Octets, bool IsDamaged)> InflatedAsync(byte[] octets, Func<int> pieces)
    {
        await using Connection connection = Connection.OverStream(new ScriptedStream(octets, pieces));
        await connection.CompressAsync();
        using var inflated = new MemoryStream();
        try
        {
            while (inflated.Length < MostInflated && await connection.ReadAsync())
            {
                inflated.Write(connection.Input.Span);
                connection.Consume(connection.Input.Length);
            }

            return (Convert.ToHexString(inflated.ToArray().AsSpan(0, (int)Math.Min(inflated.Length, MostInflated))), false);
        }
        catch (ConnectionEndedException)
        {
            return (Convert.ToHexString(inflated.ToArray()), true);
        }
    }

    private static byte[] Plain(byte[] octets)
    {
        using var inflate = new DeflateStream(new MemoryStream(octets), CompressionMode.Decompress);
        byte[] plain = new byte[MostInflated];
        return plain[..inflate.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false)];
    }
}

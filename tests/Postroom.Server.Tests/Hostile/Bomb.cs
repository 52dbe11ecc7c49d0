using System.IO.Compression;
using System.Text;

namespace Postroom.Server.Tests.Hostile;

/// <summary>Few octets that inflate to many: what COMPRESS=DEFLATE (RFC 4978) lets a client send.</summary>
internal sealed class Bomb
{
    private readonly MemoryStream _octets = new();
    private readonly DeflateStream _deflate;

    public Bomb() => _deflate = new DeflateStream(_octets, CompressionLevel.Fastest, leaveOpen: true);

    /// <summary>What these octets are compressed, behind all that was asked for before.</summary>
    public byte[] Of(string octets)
    {
        _deflate.Write(Encoding.Latin1.GetBytes(octets));
        _deflate.Flush();
        byte[] compressed = _octets.ToArray();
        _octets.SetLength(0);
        return compressed;
    }

    /// <summary>A unit many times: what is sent once, and what may then be sent again and again, for it refers to nothing but its own like.</summary>
    public (byte[] First, byte[] Again) Many(string unit, int times)
    {
        string piece = string.Concat(Enumerable.Repeat(unit, times));
        return (Of(piece), Of(piece));
    }
}

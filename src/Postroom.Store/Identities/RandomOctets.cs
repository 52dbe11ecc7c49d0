using System.Security.Cryptography;

namespace Postroom.Store;

/// <summary>Unguessable octets for identities: drawn from the system's generator many at a time, since each call of it costs as much as parsing a header.</summary>
internal static class RandomOctets
{
    private const int Drawn = 1024;

    [ThreadStatic]
    private static byte[]? _octets;

    [ThreadStatic]
    private static int _left;

    /// <summary>Fills <paramref name="to"/> (at most a few dozen octets) with octets that were given to nobody else.</summary>
    internal static void Fill(Span<byte> to)
    {
        byte[] octets = _octets ??= new byte[Drawn];
        if (_left < to.Length)
        {
            RandomNumberGenerator.Fill(octets);
            _left = Drawn;
        }

        Span<byte> given = octets.AsSpan(_left - to.Length, to.Length);
        given.CopyTo(to);
        given.Clear();
        _left -= to.Length;
    }
}

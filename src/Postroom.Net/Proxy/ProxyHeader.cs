using System.Net;

namespace Postroom.Net;

/// <summary>What a proxy says of the connection that it relays (the PROXY protocol of HAProxy, versions 1 and 2).</summary>
/// <param name="Source">The client; null when the proxy speaks for itself or does not know: then the connection's own addresses hold.</param>
/// <param name="Destination">What the client connected to; null with <paramref name="Source"/>.</param>
internal readonly record struct ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination)
{
    /// <summary>Octets of the longest that is taken. Version 2 allows 65,551, of which nobody sends more than a few hundred.</summary>
    public const int MaxOctets = 4096;

    /// <summary>How many octets more belong to the header for certain, so that none of the client's is read with it; 0: it is whole.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says why.</exception>
    public static int Missing(ReadOnlySpan<byte> received)
    {
        if (ProxyHeaderV2.Signature.StartsWith(received[..Math.Min(received.Length, ProxyHeaderV2.Signature.Length)]) && !received.IsEmpty)
            return ProxyHeaderV2.Missing(received);
        if (ProxyHeaderV1.Prefix.StartsWith(received[..Math.Min(received.Length, ProxyHeaderV1.Prefix.Length)]))
            return ProxyHeaderV1.Missing(received);
        throw new InvalidDataException("it does not begin as one");
    }

    /// <summary>Reads a whole header.</summary>
    /// <exception cref="InvalidDataException">It says nothing that can be; the message says why.</exception>
    public static ProxyHeader Parse(ReadOnlySpan<byte> header) =>
        header[0] == ProxyHeaderV1.Prefix[0] ? ProxyHeaderV1.Parse(header) : ProxyHeaderV2.Parse(header);
}

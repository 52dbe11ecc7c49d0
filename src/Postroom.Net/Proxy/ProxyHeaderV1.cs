using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Net;

/// <summary>Version 1 of the PROXY protocol: <c>PROXY TCP4 192.0.2.1 192.0.2.2 40000 143</c> and CRLF.</summary>
internal static class ProxyHeaderV1
{
    private const int MaxOctets = 107; // the specification's, CRLF included
    private const int MinOctets = 15; // PROXY UNKNOWN
    private static readonly SearchValues<char> IPv4Digits = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> IPv6Digits = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static ReadOnlySpan<byte> Prefix => "PROXY "u8;

    public static int Missing(ReadOnlySpan<byte> received)
    {
        if (received.Length < MinOctets)
            return MinOctets - received.Length;
        int end = received.IndexOfAny((byte)'\r', (byte)'\n');
        if (end == received.Length - 2 && received[end..].SequenceEqual("\r\n"u8))
            return 0;
        bool isEnding = end == received.Length - 1 && received[end] == '\r';
        int missing = isEnding ? 1 : 2;
        if ((end >= 0 && !isEnding) || received.Length + missing > MaxOctets)
            throw new InvalidDataException(end >= 0 ? "its line does not end with CRLF" : "its line does not end");
        return missing;
    }

    public static ProxyHeader Parse(ReadOnlySpan<byte> header)
    {
        string[] words = Encoding.Latin1.GetString(header[Prefix.Length..^2]).Split(' ');
        if (words[0] == "UNKNOWN")
            return default; // whatever follows
        AddressFamily family = words[0] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => throw new InvalidDataException("it names a protocol that there is not"),
        };
        return words.Length == 5
            ? new(new(Address(words[1], family), Port(words[3])), new(Address(words[2], family), Port(words[4])))
            : throw new InvalidDataException("it does not have two addresses and two ports");
    }

    // IPAddress takes more than there is in a header: 127.1, 0x7f000001, [::1], fe80::1%eth0.
    private static IPAddress Address(string text, AddressFamily family)
    {
        bool isPlain = family == AddressFamily.InterNetwork
            ? !text.AsSpan().ContainsAnyExcept(IPv4Digits) && IPAddress.TryParse(text, out IPAddress? four) && four.ToString() == text
            : !text.AsSpan().ContainsAnyExcept(IPv6Digits);
        return isPlain && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == family
            ? address
            : throw new InvalidDataException("an address in it is none");
    }

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort && (text.Length == 1 || text[0] != '0')
            ? port
            : throw new InvalidDataException("a port in it is none");
}

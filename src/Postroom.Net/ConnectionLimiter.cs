using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Postroom.Net;

/// <summary>Counts connections, and strangers per address. One for all doors.</summary>
/// <param name="maxConnections">In all; at least 1.</param>
/// <param name="maxUnauthenticatedPerAddress">Not logged in, per IPv4 address or IPv6 /64 (what one household has); at least 1.</param>
public sealed class ConnectionLimiter(int maxConnections = 20_000, int maxUnauthenticatedPerAddress = 100)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Place, int> _strangers = [];
    private int _count;

    /// <summary>Connections open now.</summary>
    public int Count => Volatile.Read(ref _count);

    internal ConnectionRefusal TryEnter(IPAddress address)
    {
        Place key = KeyOf(address);
        lock (_gate)
        {
            if (_count >= maxConnections)
                return ConnectionRefusal.TooMany;
            _strangers.TryGetValue(key, out int strangers);
            if (strangers >= maxUnauthenticatedPerAddress)
                return ConnectionRefusal.TooManyFromAddress;
            _strangers[key] = strangers + 1;
            _count++;
            return ConnectionRefusal.None;
        }
    }

    /// <summary>For a proxy's connection, whose client is not known yet; false where there are as many as are allowed.</summary>
    internal bool TryEnterUnknown()
    {
        lock (_gate)
        {
            if (_count >= maxConnections)
                return false;
            _count++;
            return true;
        }
    }

    /// <summary>One that is open is a stranger's again; false where its address has as many of those as it may.</summary>
    internal bool TryEnterStrangers(IPAddress address)
    {
        Place key = KeyOf(address);
        lock (_gate)
        {
            _strangers.TryGetValue(key, out int strangers);
            if (strangers >= maxUnauthenticatedPerAddress)
                return false;
            _strangers[key] = strangers + 1;
            return true;
        }
    }

    internal void LeaveStrangers(IPAddress address)
    {
        Place key = KeyOf(address);
        lock (_gate)
        {
            if (_strangers[key] == 1)
                _strangers.Remove(key);
            else
                _strangers[key]--;
        }
    }

    internal void Leave() => Interlocked.Decrement(ref _count);

    private static Place KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new Place(IsIPv6: false, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new Place(IsIPv6: true, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    // The hash is seeded: strangers choose their addresses. No UInt128, of which nothing is compiled before the program runs.
    private readonly record struct Place(bool IsIPv6, ulong Network)
    {
        public override int GetHashCode() => HashCode.Combine(IsIPv6, Network);
    }
}

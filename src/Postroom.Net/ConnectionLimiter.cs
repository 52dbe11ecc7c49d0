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
    private readonly Dictionary<UInt128, int> _strangers = [];
    private int _count;

    /// <summary>Connections open now.</summary>
    public int Count => Volatile.Read(ref _count);

    internal ConnectionRefusal TryEnter(IPAddress address)
    {
        UInt128 key = KeyOf(address);
        lock (_gate)
        {
            if (_count >= maxConnections)
                return ConnectionRefusal.TooMany;
            int strangers = _strangers.GetValueOrDefault(key);
            if (strangers >= maxUnauthenticatedPerAddress)
                return ConnectionRefusal.TooManyFromAddress;
            _strangers[key] = strangers + 1;
            _count++;
            return ConnectionRefusal.None;
        }
    }

    /// <summary>One that is open is a stranger's again; false where its address has as many of those as it may.</summary>
    internal bool TryEnterStrangers(IPAddress address)
    {
        UInt128 key = KeyOf(address);
        lock (_gate)
        {
            int strangers = _strangers.GetValueOrDefault(key);
            if (strangers >= maxUnauthenticatedPerAddress)
                return false;
            _strangers[key] = strangers + 1;
            return true;
        }
    }

    internal void LeaveStrangers(IPAddress address)
    {
        UInt128 key = KeyOf(address);
        lock (_gate)
        {
            if (_strangers[key] == 1)
                _strangers.Remove(key);
            else
                _strangers[key]--;
        }
    }

    internal void Leave() => Interlocked.Decrement(ref _count);

    private static UInt128 KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        // IPv4 in the low half, a /64 in the high half: they cannot meet, except at ::/64, which is nobody's but ::1's.
        return address.AddressFamily == AddressFamily.InterNetwork
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), ulong.MaxValue);
    }
}

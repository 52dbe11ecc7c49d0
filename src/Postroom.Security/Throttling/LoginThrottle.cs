using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Postroom.Security;

/// <summary>Makes guessing passwords slow, by address and by account, and never refuses: a right password only waits, 15 s at most.</summary>
/// <remarks>Whoever logged in to an account from an address before waits there only for failures of that very pair, so that an
/// attack from elsewhere does not slow the owner down. IPv6 addresses count by /64.</remarks>
public sealed class LoginThrottle
{
    private readonly Lock _gate = new();
    private readonly LoginThrottleOptions _options;
    private readonly TimeProvider _time;
    private readonly TwoGenerations<Guid, Record> _records;
    private readonly TwoGenerations<Guid, bool> _welcome;

    /// <summary>An empty one.</summary>
    public LoginThrottle(TimeProvider time, LoginThrottleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _options = options ?? new LoginThrottleOptions();
        _records = new(_options.MaxEntries);
        _welcome = new(_options.MaxEntries);
    }

    internal int Count
    {
        get
        {
            lock (_gate)
                return _records.Count + _welcome.Count;
        }
    }

    /// <summary>How long an attempt waits before it is looked at; zero unless others just failed, and never over the longest delay.</summary>
    /// <param name="address">The client's; null inside the machine.</param>
    /// <param name="account">The login name, prepared; it need not exist.</param>
    public TimeSpan WaitBefore(IPAddress? address, string account)
    {
        Keys keys = KeysOf(address, account);
        lock (_gate)
        {
            long until = _welcome.TryGet(keys.Pair, out _)
                ? NotBefore(keys.Pair)
                : Math.Max(NotBefore(keys.Address), NotBefore(keys.Account));
            TimeSpan wait = until == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_time.GetTimestamp(), until);
            return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < _options.LongestDelay ? wait : _options.LongestDelay;
        }
    }

    /// <summary>Notes a failure; gives how long its answer is held back.</summary>
    public TimeSpan Failed(IPAddress? address, string account)
    {
        Keys keys = KeysOf(address, account);
        lock (_gate)
        {
            TimeSpan byAddress = Note(keys.Address);
            TimeSpan byAccount = Note(keys.Account);
            Note(keys.Pair);
            return byAddress > byAccount ? byAddress : byAccount;
        }
    }

    /// <summary>Notes a login: the account's failures from there are forgiven, the address's are not (a guesser may own an account too).</summary>
    /// <remarks>Nor are the account's from elsewhere: a guesser would see by it that somebody logs in to the account.</remarks>
    public void Succeeded(IPAddress? address, string account)
    {
        Keys keys = KeysOf(address, account);
        lock (_gate)
        {
            if (_records.TryGet(keys.Account, out Record all))
            {
                int own = _records.TryGet(keys.Pair, out Record pair) && _time.GetElapsedTime(pair.Last) < _options.ForgetAfter ? pair.Failures : 0;
                if (own < all.Failures)
                    _records.Set(keys.Account, all with { Failures = all.Failures - own });
                else
                    _records.Remove(keys.Account);
            }

            _records.Remove(keys.Pair);
            _welcome.Set(keys.Pair, true);
        }
    }

    private TimeSpan Note(Guid key)
    {
        long now = _time.GetTimestamp();
        int failures = _records.TryGet(key, out Record before) && _time.GetElapsedTime(before.Last, now) < _options.ForgetAfter
            ? Math.Min(before.Failures + 1, 30)
            : 1;
        double seconds = Math.Min(
            _options.FirstDelay.TotalSeconds * (1L << (failures - 1)), _options.LongestDelay.TotalSeconds);
        _records.Set(key, new(failures, now, now + (long)(seconds * _time.TimestampFrequency)));
        return TimeSpan.FromSeconds(seconds);
    }

    private long NotBefore(Guid key) => _records.TryGet(key, out Record record) ? record.NotBefore : 0;

    private static Keys KeysOf(IPAddress? address, string account)
    {
        // Digests: a name of any length costs the same memory, and none can be made to meet another's.
        Span<byte> place = stackalloc byte[17];
        place.Clear();
        if (address is not null)
        {
            if (address.IsIPv4MappedToIPv6)
                address = address.MapToIPv4();
            address.TryWriteBytes(place[1..], out _);
            bool isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
            place[0] = isIPv6 ? (byte)6 : (byte)4;
            if (isIPv6)
                place[9..].Clear();
        }

        Guid addressKey = Digest('a', place);
        Guid accountKey = Digest('n', Encoding.UTF8.GetBytes(account));
        Span<byte> pair = stackalloc byte[32];
        addressKey.TryWriteBytes(pair);
        accountKey.TryWriteBytes(pair[16..]);
        return new(addressKey, accountKey, Digest('p', pair));
    }

    private static Guid Digest(char kind, ReadOnlySpan<byte> octets)
    {
        byte[] tagged = new byte[octets.Length + 1];
        tagged[0] = (byte)kind;
        octets.CopyTo(tagged.AsSpan(1));
        return new Guid(SHA256.HashData(tagged).AsSpan(0, 16));
    }

    private readonly record struct Record(int Failures, long Last, long NotBefore);

    private readonly record struct Keys(Guid Address, Guid Account, Guid Pair);
}

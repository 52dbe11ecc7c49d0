using System.Net;

namespace Postroom.Net;

/// <summary>A connection's place in the counts: left once, whoever says so first; among the strangers it may be taken again.</summary>
/// <param name="limiter">What counts.</param>
/// <param name="address">Among whose strangers it is; null while a proxy has not said that.</param>
internal sealed class ListenerPlace(ConnectionLimiter limiter, IPAddress? address)
{
    private IPAddress? _address = address;
    private int _isKnown = address is null ? 1 : 0;

    public bool TryEnterStrangers(IPAddress client)
    {
        if (!limiter.TryEnterStrangers(client))
            return false;
        _address = client;
        Volatile.Write(ref _isKnown, 0);
        return true;
    }

    public bool TryEnterStrangers()
    {
        if (Volatile.Read(ref _isKnown) == 0)
            return true; // it is among them
        if (!limiter.TryEnterStrangers(_address!))
            return false;
        Volatile.Write(ref _isKnown, 0);
        return true;
    }

    public void Leave()
    {
        LeaveStrangers();
        limiter.Leave();
    }

    public void LeaveStrangers()
    {
        if (Interlocked.Exchange(ref _isKnown, 1) == 0)
            limiter.LeaveStrangers(_address!);
    }
}

using System.Net;

namespace Postroom.Net;

/// <summary>Hears what happens at a listener, for logs and counters. Each method may be called from any thread and must not throw.</summary>
public interface IListenerObserver
{
    /// <summary>A client is connected; TLS, where the port has it, is still to come, and a proxy has not yet said whose connection it is.</summary>
    void Accepted(Connection connection)
    {
    }

    /// <summary>A client was turned away.</summary>
    void Refused(IPAddress address, ConnectionRefusal why)
    {
    }

    /// <summary>A connection is over; see <see cref="Connection.EndReason"/>.</summary>
    void Ended(Connection connection)
    {
    }

    /// <summary>A handler threw: a fault of ours. The connection was aborted.</summary>
    void HandlerFailed(Connection connection, Exception failure)
    {
    }

    /// <summary>The system could not give us the next client (out of file descriptors ...). Accepting goes on, and this is said again only
    /// when that worked in between.</summary>
    void AcceptFailed(Exception failure)
    {
    }
}

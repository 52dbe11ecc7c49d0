using System.Net;
using System.Net.Security;

namespace Postroom.Net;

/// <summary>How a listener takes clients in.</summary>
public sealed record TcpListenerOptions
{
    /// <summary>What each connection is held to.</summary>
    public ConnectionOptions Connection { get; init; } = new();

    /// <summary>Counts connections; give all doors the same one.</summary>
    public ConnectionLimiter Limiter { get; init; } = new();

    /// <summary>For ports with TLS from the first octet: the options of the next handshake, by the name that the client asks for (SNI; empty where it
    /// asks for none). Null: plain.</summary>
    public Func<string, SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>For ports where proxies bring the clients, each with a header that says whose connection it is (PROXY protocol, versions 1 and 2): the
    /// networks of those that are believed; whoever else comes is turned away. Null: clients come themselves.</summary>
    public IReadOnlyList<IPNetwork>? Proxies { get; init; }

    /// <summary>Clients that may wait to be accepted. 1,024 outlives a reconnect storm after a restart; the system may cap it.</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>Hears what happens; null if nobody wants to.</summary>
    public IListenerObserver? Observer { get; init; }
}

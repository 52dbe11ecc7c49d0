namespace Postroom.Net;

/// <summary>A door: speaks its protocol with each client that comes.</summary>
public interface IConnectionHandler
{
    /// <summary>Serves one client to the end. The listener closes the connection when it returns, and aborts it when it throws.</summary>
    /// <param name="connection">With TLS on already if the port is for that.</param>
    /// <param name="stopping">Cancelled when the server stops: say goodbye and return.</param>
    Task HandleAsync(Connection connection, CancellationToken stopping);

    /// <summary>What a client hears that is turned away before it is served, such as <c>* BYE [LIMIT] ...</c>; may be empty.</summary>
    ReadOnlyMemory<byte> Farewell(ConnectionRefusal why);
}

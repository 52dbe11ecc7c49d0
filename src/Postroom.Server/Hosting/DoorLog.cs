using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Postroom.Net;

namespace Postroom.Server;

/// <summary>What happens at a door before and beside its protocol, in the log.</summary>
internal sealed class DoorLog(ConsoleLog log, string door) : IListenerObserver
{
    /// <summary>Where it is counted; null while nobody wants to know.</summary>
    public PostroomMetrics? Metrics { get; set; }

    public void Refused(IPAddress address, ConnectionRefusal why)
    {
        Metrics?.Refused(door, why);
        AuditLog.Refused(log, door, address.ToString(), why switch
        {
            ConnectionRefusal.NoTrustedProxy => $"it is none of the proxies that {PostroomSettings.ProxyTrusted.Key} names",
            ConnectionRefusal.TooManyFromAddress => "as many connections of it as may have not logged in",
            _ => "there are as many connections as may be",
        });
    }

    public void Ended(Connection connection)
    {
        Metrics?.Ended(door, connection.EndReason);
        AuditLog.Ended(
            log,
            door,
            Client(connection),
            connection.Age.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture),
            connection.EndDetail is { } detail ? $"{connection.EndReason} ({detail})" : connection.EndReason.ToString(),
            connection.User ?? "none",
            connection.TlsVersion switch
            {
                SslProtocols.Tls13 => "1.3",
                SslProtocols.Tls12 => "1.2",
                _ => "none",
            },
            connection.ReadOctets,
            connection.WrittenOctets);
    }

    public void HandlerFailed(Connection connection, Exception failure) => log.Fault($"{door}: serving {Client(connection)}", failure);

    public void AcceptFailed(Exception failure) => log.Warning($"{door}: a client could not be taken in: {failure.Message}");

    private static string Client(Connection connection) =>
        connection.RemoteEndPoint is not { } client ? "this machine"
        : client.Equals(connection.PeerEndPoint) ? client.ToString()
        : $"{client} by way of {connection.PeerEndPoint}";
}

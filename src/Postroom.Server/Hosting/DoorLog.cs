using System.Net;
using Postroom.Net;

namespace Postroom.Server;

/// <summary>What happens at a door before and beside its protocol, in the log.</summary>
internal sealed class DoorLog(ConsoleLog log, string door) : IListenerObserver
{
    public void Refused(IPAddress address, ConnectionRefusal why) => log.Info(why switch
    {
        ConnectionRefusal.NoTrustedProxy => $"{door}: {address} was turned away: it is none of the proxies that {PostroomSettings.ProxyTrusted.Key} names",
        ConnectionRefusal.TooManyFromAddress => $"{door}: {address} was turned away: as many connections of it as may have not logged in",
        _ => $"{door}: {address} was turned away: there are as many connections as may be",
    });

    public void Ended(Connection connection)
    {
        if (connection.EndReason == ConnectionEndReason.ProxyFailed)
        {
            log.Warning($"{door}: the header of the proxy {connection.PeerEndPoint} was not taken: {connection.EndDetail ?? "it did not come in time"}");
        }
    }

    public void HandlerFailed(Connection connection, Exception failure) => log.Fault($"{door}: serving {connection.RemoteEndPoint}", failure);

    public void AcceptFailed(Exception failure) => log.Warning($"{door}: a client could not be taken in: {failure.Message}");
}

using System.Diagnostics.Metrics;
using Postroom.Imap.Server;
using Postroom.Net;
using Postroom.Store.Embedded;

namespace Postroom.Server;

/// <summary>The meter "Postroom" with everything that is counted and measured here.</summary>
internal sealed class PostroomMetrics : IDisposable
{
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ended;

    public PostroomMetrics(ImapServer imap, EmbeddedStore store, IReadOnlyList<(string Name, Listener Listener)> doors)
    {
        _refused = Meter.CreateCounter<long>("postroom.connections.refused", null, "Clients that were turned away at a door.");
        _ended = Meter.CreateCounter<long>("postroom.connections.ended", null, "Connections that are over, by why.");
        Meter.CreateObservableUpDownCounter("postroom.connections.open", () => PerDoor(doors, static listener => listener.Count), null, "Connections now.");
        Meter.CreateObservableCounter("postroom.network.received", () => PerDoor(doors, static listener => listener.Octets.Read), "By", "Octets from clients, after TLS and inflating.");
        Meter.CreateObservableCounter("postroom.network.sent", () => PerDoor(doors, static listener => listener.Octets.Written), "By", "Octets to clients, before deflating and TLS.");
        Meter.CreateObservableGauge("postroom.network.unsent", static () => OutputBudget.Shared.Waiting, "By", "Answers that wait for clients to take them.");
        imap.Measure(Meter);
        store.Measure(Meter);
    }

    public Meter Meter { get; } = new("Postroom");

    public void Refused(string door, ConnectionRefusal why) => _refused.Add(1, new("door", door), new("reason", why.ToString()));

    public void Ended(string door, ConnectionEndReason why) => _ended.Add(1, new("door", door), new("reason", why.ToString()));

    public void Dispose() => Meter.Dispose();

    private static IEnumerable<Measurement<long>> PerDoor(IReadOnlyList<(string Name, Listener Listener)> doors, Func<Listener, long> count) =>
        doors.Select(door => new Measurement<long>(count(door.Listener), new KeyValuePair<string, object?>("door", door.Name)));
}

using System.Diagnostics.Metrics;
using System.Globalization;

namespace Postroom.Server;

/// <summary>What an instrument adds up to.</summary>
internal enum MetricKind
{
    /// <summary>It only grows.</summary>
    Counter,

    /// <summary>It is what it is now.</summary>
    Gauge,

    /// <summary>How often it was within which bounds.</summary>
    Histogram,
}

/// <summary>One instrument: a series for each set of tags that it was used with.</summary>
internal sealed class MetricFamily
{
    // Seconds: from what a NOOP takes to what a client gives up after.
    private static readonly double[] Seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Lock _gate = new();
    private readonly Dictionary<(string?, string?), Accumulated> _series = [];
    private readonly bool _isTotal; // what comes is all there is, not what is new

    public MetricFamily(Instrument instrument)
    {
        (Name, Unit, Description) = (instrument.Name, instrument.Unit ?? "", instrument.Description ?? instrument.Name);
        Type type = instrument.GetType().GetGenericTypeDefinition();
        _isTotal = instrument.IsObservable;
        Kind = type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : MetricKind.Gauge;
    }

    public string Name { get; }

    public string Unit { get; }

    public string Description { get; }

    public MetricKind Kind { get; }

    /// <summary>The buckets' upper bounds, of a histogram.</summary>
    public static IReadOnlyList<double> Bounds => Seconds;

    // Two tags at most, so that none of what is measured a hundred thousand times a second needs an allocation.
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (string?, string?) key = (tags.Length > 0 ? tags[0].Value as string : null, tags.Length > 1 ? tags[1].Value as string : null);
        lock (_gate)
        {
            if (!_series.TryGetValue(key, out Accumulated? series))
            {
                _series.Add(key, series = new Accumulated(Labels(tags), Kind == MetricKind.Histogram ? new long[Seconds.Length + 1] : []));
            }

            series.Sum = _isTotal ? value : series.Sum + value;
            if (Kind == MetricKind.Histogram)
            {
                int bucket = Array.FindIndex(Seconds, bound => value <= bound);
                series.Buckets[bucket >= 0 ? bucket : Seconds.Length]++;
            }
        }
    }

    /// <summary>As they stand now.</summary>
    public IReadOnlyList<MetricSeries> Read()
    {
        lock (_gate)
        {
            return [.. _series.Values.Select(static series => new MetricSeries(series.Labels, series.Sum, [.. series.Buckets]))];
        }
    }

    private static KeyValuePair<string, string>[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new KeyValuePair<string, string>[tags.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = new(tags[i].Key, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
        }

        return labels;
    }

    private sealed class Accumulated(IReadOnlyList<KeyValuePair<string, string>> labels, long[] buckets)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Labels => labels;

        public long[] Buckets => buckets;

        public double Sum { get; set; }
    }
}

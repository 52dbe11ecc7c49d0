using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Postroom.Server;

/// <summary>Listens to one meter and writes what it has heard in Prometheus' text format, version 0.0.4.</summary>
internal sealed class PrometheusText : IDisposable
{
    // Seconds: from what a NOOP takes to what a client gives up after.
    private static readonly double[] Bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public PrometheusText(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                var family = new Family(instrument);
                _families[family.Name] = family;
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((Family)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((Family)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((Family)family!).Record(value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (Family family in _families.Values.OrderBy(static family => family.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>One instrument: a series for each set of tags that it was used with.</summary>
    private sealed class Family
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<(string?, string?), Series> _series = [];
        private readonly string _help;
        private readonly string _type;
        private readonly bool _isTotal; // what comes is all there is, not what is new

        public Family(Instrument instrument)
        {
            _help = instrument.Description ?? instrument.Name;
            Type kind = instrument.GetType().GetGenericTypeDefinition();
            _isTotal = instrument.IsObservable;
            _type = kind == typeof(Histogram<>) ? "histogram"
                : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter"
                : "gauge";
            string unit = instrument.Unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                _ => "",
            };
            Name = instrument.Name.Replace('.', '_') + unit + (_type == "counter" ? "_total" : "");
        }

        public string Name { get; }

        // Two tags at most, so that none of what is measured a hundred thousand times a second needs an allocation.
        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            (string?, string?) key = (tags.Length > 0 ? tags[0].Value as string : null, tags.Length > 1 ? tags[1].Value as string : null);
            lock (_gate)
            {
                if (!_series.TryGetValue(key, out Series? series))
                {
                    _series.Add(key, series = new Series(Labels(tags), _type == "histogram" ? new long[Bounds.Length] : []));
                }

                series.Sum = _isTotal ? value : series.Sum + value;
                if (series.Buckets.Length > 0)
                {
                    series.Count++;
                    int bucket = Array.FindIndex(Bounds, bound => value <= bound);
                    if (bucket >= 0)
                    {
                        series.Buckets[bucket]++;
                    }
                }
            }
        }

        public void Write(StringBuilder text)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {_help}\n# TYPE {Name} {_type}\n");
            lock (_gate)
            {
                foreach (Series series in _series.Values)
                {
                    series.Write(text, Name);
                }
            }
        }

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = new StringBuilder();
            foreach ((string name, object? value) in tags)
            {
                string escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!
                    .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
                labels.Append(labels.Length > 0 ? "," : "").Append(name.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
            }

            return labels.ToString();
        }
    }

    private sealed class Series(string labels, long[] buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public long[] Buckets => buckets;

        public void Write(StringBuilder text, string name)
        {
            if (buckets.Length == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {Sum}\n");
                return;
            }

            long below = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                below += buckets[i];
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Braced(With($"le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\""))} {below}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Braced(With("le=\"+Inf\""))} {Count}\n{name}_sum{Braced(labels)} {Sum}\n{name}_count{Braced(labels)} {Count}\n");
        }

        private string With(string label) => labels.Length > 0 ? $"{labels},{label}" : label;

        private static string Braced(string all) => all.Length > 0 ? $"{{{all}}}" : "";
    }
}

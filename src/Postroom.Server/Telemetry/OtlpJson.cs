using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Postroom.Server;

/// <summary>Writes metrics as an ExportMetricsServiceRequest of OpenTelemetry's protocol (OTLP 1), in its JSON form.</summary>
internal static class OtlpJson
{
    private const int Cumulative = 2; // AGGREGATION_TEMPORALITY_CUMULATIVE

    /// <param name="families">What to write.</param>
    /// <param name="began">Since when it was added up.</param>
    /// <param name="now">The moment that it is of.</param>
    public static byte[] Write(IEnumerable<MetricFamily> families, DateTimeOffset began, DateTimeOffset now)
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceMetrics");
            json.WriteStartObject();
            json.WriteStartObject("resource");
            WriteAttributes(json, [new("service.name", "postroom"), new("host.name", Environment.MachineName)]);
            json.WriteEndObject();
            json.WriteStartArray("scopeMetrics");
            json.WriteStartObject();
            json.WriteStartObject("scope");
            json.WriteString("name", "Postroom");
            json.WriteEndObject();
            json.WriteStartArray("metrics");
            foreach (MetricFamily family in families)
            {
                Write(json, family, Nanoseconds(began), Nanoseconds(now));
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return octets.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, MetricFamily family, string began, string now)
    {
        json.WriteStartObject();
        json.WriteString("name", family.Name);
        json.WriteString("description", family.Description);
        json.WriteString("unit", family.Unit);
        json.WriteStartObject(family.Kind switch
        {
            MetricKind.Counter => "sum",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        });
        if (family.Kind != MetricKind.Gauge)
        {
            json.WriteNumber("aggregationTemporality", Cumulative);
        }

        if (family.Kind == MetricKind.Counter)
        {
            json.WriteBoolean("isMonotonic", true);
        }

        json.WriteStartArray("dataPoints");
        foreach (MetricSeries series in family.Read())
        {
            json.WriteStartObject();
            WriteAttributes(json, series.Labels);
            json.WriteString("startTimeUnixNano", began);
            json.WriteString("timeUnixNano", now);
            if (family.Kind == MetricKind.Histogram)
            {
                WriteBuckets(json, series);
            }
            else
            {
                json.WriteNumber("asDouble", series.Sum);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteBuckets(Utf8JsonWriter json, MetricSeries series)
    {
        json.WriteString("count", Text(series.Count));
        json.WriteNumber("sum", series.Sum);
        json.WriteStartArray("bucketCounts");
        foreach (long count in series.Buckets)
        {
            json.WriteStringValue(Text(count));
        }

        json.WriteEndArray();
        json.WriteStartArray("explicitBounds");
        foreach (double bound in MetricFamily.Bounds)
        {
            json.WriteNumberValue(bound);
        }

        json.WriteEndArray();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        json.WriteStartArray("attributes");
        foreach ((string key, string value) in attributes)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteStartObject("value");
            json.WriteString("stringValue", value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // 64 bits are text in protobuf's JSON.
    private static string Nanoseconds(DateTimeOffset time) => Text((time - DateTimeOffset.UnixEpoch).Ticks * 100);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

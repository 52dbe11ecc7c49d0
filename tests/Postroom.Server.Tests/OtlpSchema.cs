using System.Globalization;
using System.Text.Json;

namespace Postroom.Server.Tests;

/// <summary>Reads a request of OTLP's metrics service as a collector would that takes nothing it does not know: each field's name and kind as in the protocol's
/// .proto files (opentelemetry-proto 1), written as JSON. (Debian has no collector to run.)</summary>
internal static class OtlpSchema
{
    private static readonly Dictionary<string, Dictionary<string, string>> Messages = new()
    {
        ["ExportMetricsServiceRequest"] = new() { ["resourceMetrics"] = "[ResourceMetrics" },
        ["ResourceMetrics"] = new() { ["resource"] = "Resource", ["scopeMetrics"] = "[ScopeMetrics", ["schemaUrl"] = "string" },
        ["Resource"] = new() { ["attributes"] = "[KeyValue", ["droppedAttributesCount"] = "uint32" },
        ["ScopeMetrics"] = new() { ["scope"] = "InstrumentationScope", ["metrics"] = "[Metric", ["schemaUrl"] = "string" },
        ["InstrumentationScope"] = new() { ["name"] = "string", ["version"] = "string", ["attributes"] = "[KeyValue", ["droppedAttributesCount"] = "uint32" },
        ["Metric"] = new() { ["name"] = "string", ["description"] = "string", ["unit"] = "string", ["gauge"] = "Gauge", ["sum"] = "Sum", ["histogram"] = "Histogram" },
        ["Gauge"] = new() { ["dataPoints"] = "[NumberDataPoint" },
        ["Sum"] = new() { ["dataPoints"] = "[NumberDataPoint", ["aggregationTemporality"] = "uint32", ["isMonotonic"] = "bool" },
        ["Histogram"] = new() { ["dataPoints"] = "[HistogramDataPoint", ["aggregationTemporality"] = "uint32" },
        ["NumberDataPoint"] = new()
        {
            ["attributes"] = "[KeyValue", ["startTimeUnixNano"] = "fixed64", ["timeUnixNano"] = "fixed64", ["asDouble"] = "double", ["asInt"] = "fixed64", ["flags"] = "uint32",
        },
        ["HistogramDataPoint"] = new()
        {
            ["attributes"] = "[KeyValue", ["startTimeUnixNano"] = "fixed64", ["timeUnixNano"] = "fixed64", ["count"] = "fixed64", ["sum"] = "double",
            ["bucketCounts"] = "[fixed64", ["explicitBounds"] = "[double", ["flags"] = "uint32", ["min"] = "double", ["max"] = "double",
        },
        ["KeyValue"] = new() { ["key"] = "string", ["value"] = "AnyValue" },
        ["AnyValue"] = new() { ["stringValue"] = "string", ["boolValue"] = "bool", ["intValue"] = "fixed64", ["doubleValue"] = "double" },
    };

    public static void Check(JsonElement request) => Check("ExportMetricsServiceRequest", request, "");

    private static void Check(string kind, JsonElement value, string path)
    {
        if (kind[0] == '[')
        {
            Assert.True(value.ValueKind == JsonValueKind.Array, path);
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
                Check(kind[1..], item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"));
        }
        else if (Messages.TryGetValue(kind, out Dictionary<string, string>? fields))
        {
            Assert.True(value.ValueKind == JsonValueKind.Object, path);
            var seen = new HashSet<string>();
            foreach (JsonProperty field in value.EnumerateObject())
            {
                Assert.True(fields.TryGetValue(field.Name, out string? inner), $"{path}: {kind} has no {field.Name}");
                Assert.True(seen.Add(field.Name), $"{path}: {field.Name} twice");
                Check(inner, field.Value, $"{path}.{field.Name}");
            }

            // What is a choice in the .proto file is one thing at most.
            Assert.True(seen.Count(static name => name is "gauge" or "sum" or "histogram") <= (kind == "Metric" ? 1 : 3), path);
            Assert.False(seen.Contains("asDouble") && seen.Contains("asInt"), path);
        }
        else
        {
            Assert.True(IsOf(kind, value), $"{path}: {value.GetRawText()} is no {kind}");
        }
    }

    private static bool IsOf(string kind, JsonElement value) => kind switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "uint32" => value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out _),
        "double" => value.ValueKind == JsonValueKind.Number,
        "fixed64" => value.ValueKind == JsonValueKind.String && ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => throw new InvalidOperationException(kind),
    };
}

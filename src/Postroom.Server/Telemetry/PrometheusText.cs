using System.Globalization;
using System.Text;

namespace Postroom.Server;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (MetricFamily family in families)
        {
            (string name, string type) = (NameOf(family), TypeOf(family.Kind));
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {family.Description}\n# TYPE {name} {type}\n");
            foreach (MetricSeries series in family.Read())
            {
                Write(text, name, series);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, MetricSeries series)
    {
        string labels = string.Join(',', series.Labels.Select(static label => $"{label.Key.Replace('.', '_')}=\"{Escape(label.Value)}\""));
        if (series.Buckets.Count == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {series.Sum}\n");
            return;
        }

        long within = 0;
        for (int i = 0; i < series.Buckets.Count; i++)
        {
            within += series.Buckets[i];
            string bound = i < MetricFamily.Bounds.Count ? MetricFamily.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Braced($"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"")} {within}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced(labels)} {series.Sum}\n{name}_count{Braced(labels)} {series.Count}\n");
    }

    private static string NameOf(MetricFamily family)
    {
        string unit = family.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return family.Name.Replace('.', '_') + unit + (family.Kind == MetricKind.Counter ? "_total" : "");
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Braced(string labels) => labels.Length > 0 ? $"{{{labels}}}" : "";
}

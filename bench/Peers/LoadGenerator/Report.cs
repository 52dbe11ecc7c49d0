using System.Text;

namespace LoadGenerator;

/// <summary>Results as tables in Markdown.</summary>
internal static class Report
{
    private static readonly string[] Servers = ["postroom", "dovecot-maildir", "dovecot-mdbox", "cyrus", "ceiling"];
    private static readonly string[] Peers = ["dovecot-maildir", "dovecot-mdbox", "cyrus"];

    /// <summary>From here on the generator may be what bounds a row, which is then judged by the server's CPU.</summary>
    private const double BusyGenerator = 0.8;

    /// <summary>One line a row: everyone's figure, and how Postroom compares with the best peer.</summary>
    public static string Summary(Results results)
    {
        var text = new StringBuilder();
        text.AppendLine("| row | unit | Postroom | Dovecot Maildir | Dovecot mdbox | Cyrus | ratio | by CPU | bound by | ceiling |");
        text.AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |");
        foreach (Results.Line line in results.Lines)
        {
            Sample?[] samples = [.. Servers.Select(server => results.Median(line.Name, server))];
            text.Append("| ").Append(line.Name).Append(" | ").Append(line.IsCost ? line.Unit : line.Unit + "/s");
            foreach (Sample? sample in samples[..4])
                text.Append(" | ").Append(sample is null ? "-" : Short(sample.Value));
            text.Append(" | ").Append(Ratio(results, line)).Append(" | ").Append(CpuRatio(results, line)).Append(" | ").Append(Bound(samples[0], line))
                .Append(" | ").Append(samples[4] is { } ceiling ? Short(ceiling.Value) : "-").AppendLine(" |");
        }
        return text.ToString();
    }

    /// <summary>One line a row and server, with everything that was counted.</summary>
    public static string Details(Results results)
    {
        var text = new StringBuilder();
        text.AppendLine("| row | server | a second, or cost | MB/s | p50 ms | p95 | p99 | server CPU µs each | server cores | generator cores | RSS MB | PSS MB | spread |");
        text.AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (Results.Line line in results.Lines)
        {
            foreach (string server in Servers)
            {
                if (results.Median(line.Name, server) is not { } s)
                    continue;
                text.Append($"| {line.Name} | {server} | {Short(s.Value)} {(line.IsCost ? line.Unit : "")} | {(line.CountsOctets ? Short(s.MegabytesASecond) : "")} ");
                text.Append(s.P50 > 0 ? $"| {s.P50:0.00#} | {s.P95:0.00#} | {s.P99:0.00#} " : "| | | ");
                text.Append(s.ServerCores > 0 ? $"| {Short(s.ServerCpu)} | {s.ServerCores:0.00} | {s.OwnCores:0.00} " : "| | | ");
                text.AppendLine($"| {s.Resident >> 20} | {s.Proportional >> 20} | {s.Spread:0%} |");
            }
        }
        return text.ToString();
    }

    private static string Ratio(Results results, Results.Line line) =>
        results.Median(line.Name, "postroom") is { } own && Best(results, line, static sample => sample.Value, line.IsCost) is { } best
            ? $"{(line.IsCost ? best / own.Value : own.Value / best):0.00}" : "";

    private static string CpuRatio(Results results, Results.Line line) =>
        !line.IsCost && results.Median(line.Name, "postroom") is { ServerCpu: > 0 } own && Best(results, line, static sample => sample.ServerCpu, isCost: true) is { } best
            ? $"{best / own.ServerCpu:0.00}" : "";

    private static double? Best(Results results, Results.Line line, Func<Sample, double> figure, bool isCost)
    {
        double[] peers = [.. Peers.Select(peer => results.Median(line.Name, peer)).OfType<Sample>().Select(figure)];
        return peers.Length == 0 ? null : isCost ? peers.Min() : peers.Max();
    }

    // One client keeps one thread of a server busy at most, so that one core is all that it can use of it.
    private static string Bound(Sample? own, Results.Line line) =>
        own is null || line.IsCost ? ""
        : own.OwnCores >= BusyGenerator && own.OwnCores > own.ServerCores ? "generator"
        : own.ServerCores + own.OwnCores >= 0.9 * Environment.ProcessorCount ? "CPU, all cores"
        : own.ServerCores >= 0.85 ? "CPU, one core"
        : own.ServerCores + own.OwnCores >= 0.85 ? "CPU of both sides in turn"
        : "waiting (disk, wake-ups)";

    private static string Short(double value) => value switch
    {
        >= 1e6 => $"{value / 1e6:0.00} M",
        >= 1e4 => $"{value / 1e3:0.0} k",
        >= 100 => $"{value:0}",
        >= 10 => $"{value:0.0}",
        _ => $"{value:0.00}",
    };
}

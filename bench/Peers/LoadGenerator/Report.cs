using System.Text;

namespace LoadGenerator;

/// <summary>Results as tables in Markdown, as docs/performance.md has them.</summary>
internal static class Report
{
    // Who is shown, in the order of the columns, and who is measured by: Courier syncs nothing, so that nobody is to be as fast.
    private static readonly (string Name, string Title)[] Servers =
    [
        ("postroom", "Postroom"), ("dovecot-maildir", "Dovecot Maildir"), ("dovecot-mdbox", "Dovecot mdbox"), ("cyrus", "Cyrus"), ("courier", "Courier"),
    ];

    private static readonly string[] Peers = ["dovecot-maildir", "dovecot-mdbox", "cyrus"];

    /// <summary>From here on the generator may be what bounds a row, which is then judged by the server's CPU.</summary>
    private const double BusyGenerator = 0.8;

    /// <summary>What each row is to reach, against the best peer.</summary>
    private const double Aim = 2;

    public static string All(Results results) => Speed(results) + BelowAim(results) + Memory(results);

    /// <summary>One line a row of time: everyone's figure, and how Postroom compares with the best peer.</summary>
    private static string Speed(Results results) => Table(
        [.. results.Lines.Where(static line => !IsMemory(line))], $"| row | unit | {Titles} | ratio | by CPU | bound by | ceiling |\n| --- | --- {Rulers}| ---: | ---: | --- | ---: |\n",
        line => $"| {line.Name} | {Unit(line)} {Values(results, line)}| {Factor(Ratio(results, line))} | {Factor(CpuRatio(results, line))} | {Bound(results.Median(line.Name, "postroom"), line)} " +
            $"| {(results.Median(line.Name, "ceiling") is { } ceiling ? Short(ceiling.Value) : "-")} |");

    /// <summary>Those that are not twice as fast as the best peer: what each waits for is to be said beside it.</summary>
    private static string BelowAim(Results results) => Table(
        [.. results.Lines.Where(line => !IsMemory(line) && Judged(results, line) < Aim)],
        "Below twice the best peer (rows in which the generator takes 0.8 of a core or more are judged by the server's CPU):\n\n" +
        "| row | judged | CPU each, µs: Postroom, best peer | generator cores | p50 / p99 ms |\n| --- | ---: | ---: | ---: | ---: |\n",
        line =>
        {
            Sample own = results.Median(line.Name, "postroom")!;
            string cpu = own.ServerCpu > 0 && !line.IsCost ? $"{Short(own.ServerCpu)}, {Short(Best(results, line, static sample => sample.ServerCpu, isCost: true)!.Value)}" : "";
            return $"| {line.Name} | {Factor(Judged(results, line))} | {cpu} | {(line.IsCost ? "" : $"{own.OwnCores:0.00}")} | {(own.P50 > 0 ? $"{own.P50:0.00#} / {own.P99:0.00#}" : "")} |";
        });

    /// <summary>One line a row of memory; what of it is the connection's and what the account's.</summary>
    private static string Memory(Results results) => Table(
        [.. results.Lines.Where(IsMemory)], $"| row | unit | {Titles} | connection | account | of it its snapshot | PSS MB in all |\n| --- | --- {Rulers}| ---: | ---: | ---: | ---: |\n",
        line => $"| {line.Name} | {line.Unit} {Values(results, line)}{Apart(results, line)}| {(results.Median(line.Name, "postroom") is { } own ? own.Proportional >> 20 : "")} |");

    /// <summary>One line a row and server, with everything that was counted.</summary>
    public static string Details(Results results)
    {
        var text = new StringBuilder();
        text.AppendLine("| row | server | a second, or cost | MB/s | p50 ms | p95 | p99 | server CPU µs each | server cores | generator cores | RSS MB | PSS MB | spread |");
        text.AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (Results.Line line in results.Lines)
        {
            foreach (string server in Servers.Select(static server => server.Name).Append("ceiling"))
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

    private static string Titles => string.Join(" | ", Servers.Select(static server => server.Title));

    private static string Rulers => string.Concat(Enumerable.Repeat("| ---: ", Servers.Length));

    private static string Table(Results.Line[] lines, string head, Func<Results.Line, string> row) =>
        lines.Length == 0 ? "" : head + string.Concat(lines.Select(line => row(line) + "\n")) + "\n";

    private static bool IsMemory(Results.Line line) => line.IsCost && line.Unit is "KiB" or "MB";

    private static string Unit(Results.Line line) => line.IsCost ? line.Unit : line.Unit + "/s";

    private static string Values(Results results, Results.Line line) =>
        string.Concat(Servers.Select(server => $"| {(results.Median(line.Name, server.Name) is { } sample ? Short(sample.Value) : "-")} "));

    // idle-accounts-N[-tls]: what idle-one-N[-tls] costs is the connection, the rest is the account, of which the snapshot is what an empty mailbox costs less.
    private static string Apart(Results results, Results.Line line)
    {
        const string Many = "idle-accounts-", One = "idle-one-";
        if (!line.Name.StartsWith(Many, StringComparison.Ordinal) || results.Median(line.Name, "postroom") is not { } all ||
            results.Median(One + line.Name[Many.Length..].Replace("-empty", "", StringComparison.Ordinal), "postroom") is not { } connection)
        {
            return "| | | ";
        }
        string snapshot = results.Median($"{line.Name}-empty", "postroom") is { } empty ? Short(all.Value - empty.Value) : "";
        return $"| {Short(connection.Value)} | {Short(all.Value - connection.Value)} | {snapshot} ";
    }

    private static double? Judged(Results results, Results.Line line) =>
        !line.IsCost && results.Median(line.Name, "postroom")?.OwnCores >= BusyGenerator ? CpuRatio(results, line) : Ratio(results, line);

    private static double? Ratio(Results results, Results.Line line) =>
        results.Median(line.Name, "postroom") is { } own && Best(results, line, static sample => sample.Value, line.IsCost) is { } best
            ? line.IsCost ? best / own.Value : own.Value / best : null;

    private static double? CpuRatio(Results results, Results.Line line) =>
        !line.IsCost && results.Median(line.Name, "postroom") is { ServerCpu: > 0 } own && Best(results, line, static sample => sample.ServerCpu, isCost: true) is { } best
            ? best / own.ServerCpu : null;

    private static string Factor(double? value) => value is { } factor ? $"{factor:0.00}" : "";

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

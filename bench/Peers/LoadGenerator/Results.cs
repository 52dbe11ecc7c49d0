using System.Globalization;

namespace LoadGenerator;

/// <summary>All rounds, written to a file as they come, so that a table can be made from several runs.</summary>
internal sealed class Results
{
    private readonly string? _file;
    private readonly Dictionary<(string Row, string Server), List<Sample>> _samples = [];

    /// <summary>The rows in the order in which they first came.</summary>
    public List<Line> Lines { get; } = [];

    /// <param name="Unit">As in <see cref="Row.Unit"/>.</param>
    internal sealed record Line(string Name, string Unit, bool IsCost, bool CountsOctets);

    /// <param name="file">Where rounds are written; what was there is gone.</param>
    public Results(string file)
    {
        _file = file;
        File.WriteAllText(file, "");
    }

    private Results()
    {
    }

    /// <summary>What runs wrote; where a later file has a row again, the earlier file's rounds of it do not count.</summary>
    public static Results Read(IEnumerable<string> files)
    {
        var results = new Results();
        foreach (string file in files)
        {
            var seen = new HashSet<(string, string)>();
            foreach (string[] cells in File.ReadLines(file).Select(static line => line.Split('\t')))
            {
                if (seen.Add((cells[0], cells[1])))
                    results._samples.Remove((cells[0], cells[1]));
                double[] n = [.. cells.Skip(5).Select(static cell => double.Parse(cell, CultureInfo.InvariantCulture))];
                results.Keep(
                    new Line(cells[0], cells[2], cells[3] == "cost", cells[4] == "octets"), cells[1],
                    new Sample(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], (long)n[8], (long)n[9]));
            }
        }
        return results;
    }

    public void Add(Row row, string server, Sample sample)
    {
        Keep(new Line(row.Name, row.Unit, row.IsCost, row.CountsOctets), server, sample);
        object[] cells =
        [
            row.Name, server, row.Unit, row.IsCost ? "cost" : "rate", row.CountsOctets ? "octets" : "-", sample.Value, sample.MegabytesASecond,
            sample.P50, sample.P95, sample.P99, sample.ServerCpu, sample.ServerCores, sample.OwnCores, sample.Resident, sample.Proportional,
        ];
        File.AppendAllText(_file!, string.Join('\t', cells) + "\n");
    }

    /// <summary>The median of all rounds; null when that server has none of that row.</summary>
    public Sample? Median(string row, string server) =>
        _samples.TryGetValue((row, server), out List<Sample>? samples) ? Sample.Median(samples) : null;

    public int Rounds(string row, string server) => _samples.TryGetValue((row, server), out List<Sample>? samples) ? samples.Count : 0;

    private void Keep(Line line, string server, Sample sample)
    {
        if (Lines.TrueForAll(known => known.Name != line.Name))
            Lines.Add(line);
        if (!_samples.TryGetValue((line.Name, server), out List<Sample>? samples))
            _samples[(line.Name, server)] = samples = [];
        samples.Add(sample);
    }
}

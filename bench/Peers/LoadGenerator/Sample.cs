namespace LoadGenerator;

/// <summary>One round of one row on one server.</summary>
/// <param name="Value">Units a second, or what the row measures itself (KiB, ms).</param>
/// <param name="MegabytesASecond">Octets of both directions, where they are what the row is about.</param>
/// <param name="P50">Milliseconds of a command; 0 where there are none.</param>
/// <param name="ServerCpu">Microseconds of the server's CPU for each unit.</param>
/// <param name="ServerCores">The server's CPU a second.</param>
/// <param name="OwnCores">The load generator's.</param>
/// <param name="Resident">Octets of memory of all the server's processes, at the end.</param>
internal sealed record Sample(
    double Value, double MegabytesASecond, double P50, double P95, double P99, double ServerCpu, double ServerCores, double OwnCores, long Resident, long Proportional)
{
    /// <summary>How far the rounds lie apart, as a share of their mean.</summary>
    public double Spread { get; init; }

    /// <summary>Of each column its median.</summary>
    public static Sample Median(IReadOnlyList<Sample> samples)
    {
        double[] values = [.. samples.Select(static sample => sample.Value)];
        return new(
            Middle(static sample => sample.Value), Middle(static sample => sample.MegabytesASecond), Middle(static sample => sample.P50),
            Middle(static sample => sample.P95), Middle(static sample => sample.P99), Middle(static sample => sample.ServerCpu),
            Middle(static sample => sample.ServerCores), Middle(static sample => sample.OwnCores),
            (long)Middle(static sample => sample.Resident), (long)Middle(static sample => sample.Proportional))
        {
            Spread = (values.Max() - values.Min()) / values.Average(),
        };

        double Middle(Func<Sample, double> column)
        {
            double[] sorted = [.. samples.Select(column).Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}

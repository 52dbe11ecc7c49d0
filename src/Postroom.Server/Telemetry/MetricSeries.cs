namespace Postroom.Server;

/// <summary>One instrument with one set of tags, at a moment.</summary>
/// <param name="Labels">The tags.</param>
/// <param name="Sum">The value, or all a histogram's values together.</param>
/// <param name="Buckets">Of a histogram: how many values were within each bound and beyond the one before, and beyond all. Empty otherwise.</param>
internal sealed record MetricSeries(IReadOnlyList<KeyValuePair<string, string>> Labels, double Sum, IReadOnlyList<long> Buckets)
{
    public long Count => Buckets.Sum();
}

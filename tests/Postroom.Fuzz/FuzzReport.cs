using System.Globalization;

namespace Postroom.Fuzz;

/// <summary>What a run did.</summary>
/// <param name="Target">Whom it was against.</param>
/// <param name="Inputs">How many were fed.</param>
/// <param name="Valid">Of them those that had to be accepted.</param>
/// <param name="Elapsed">From the first to the last.</param>
/// <param name="Slowest">The dearest input's CPU time.</param>
/// <param name="Failure">What was found; null: nothing.</param>
internal sealed record FuzzReport(string Target, long Inputs, long Valid, TimeSpan Elapsed, TimeSpan Slowest, FuzzFailure? Failure)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Target,-14} {Inputs,9} inputs ({Valid} valid) in {Elapsed.TotalSeconds:0.0} s, {Inputs / Math.Max(0.001, Elapsed.TotalSeconds):0} a second, the dearest {Slowest.TotalMilliseconds:0} ms{(Failure is null ? "" : "\n" + Failure)}");
}

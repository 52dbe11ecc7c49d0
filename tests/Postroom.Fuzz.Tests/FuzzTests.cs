namespace Postroom.Fuzz.Tests;

/// <summary>A short run of every fuzzer: its corpus, then the same inputs each time, as many of them as a second gives, and a few at least. bench/fuzz runs them for longer.</summary>
public sealed class FuzzTests
{
    private const int LeastInputs = 20;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Targets => new(FuzzTargets.All().Select(static target => target.Name));

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Nothing_breaks_it(string target)
    {
        FuzzTarget attacked = FuzzTargets.All().Single(known => known.Name == target);
        FuzzReport report = await FuzzRun.RunAsync(attacked, new FuzzOptions { Budget = Budget, LeastInputs = LeastInputs });
        Assert.True(report.Failure is null, report.ToString());
        Assert.True(report.Inputs >= Corpus.Of(target).Count + LeastInputs && report.Valid > 0, report.ToString());
    }
}

namespace Postroom.Peers.Tests.Comparing;

/// <summary>All classes of differences from Dovecot that are meant to be. The first one that covers a difference takes it.</summary>
internal static class DifferenceRules
{
    public static IReadOnlyList<DifferenceRule> All { get; } = [];

    public static DifferenceRule? For(Difference difference) => All.FirstOrDefault(rule => rule.Covers(difference));
}

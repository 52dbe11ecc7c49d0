namespace Postroom.Peers.Tests.Comparing;

/// <summary>A class of differences that stays: docs/differences.md has a section of the same name with the reason.</summary>
internal sealed record DifferenceRule(string Name, Func<Difference, bool> Covers);

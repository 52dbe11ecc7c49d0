namespace Postroom.Net;

/// <summary>The outcome of one read.</summary>
/// <param name="Outcome">Says what the rest means.</param>
/// <param name="Frame">The command; when it was too long or refused its first octets, enough to find the tag; null at the end.
/// Whoever gets it disposes it.</param>
/// <param name="Refusal">The policy's reason, the sink's exception, or null.</param>
public readonly record struct FrameRead(FrameOutcome Outcome, CommandFrame? Frame = null, object? Refusal = null);

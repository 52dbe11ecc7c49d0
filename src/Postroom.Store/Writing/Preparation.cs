namespace Postroom.Store.Writing;

/// <summary>A large commit that is being prepared: what it stores has higher keys than these, and no mailbox names it yet.</summary>
/// <param name="Email">The last email's key when it began.</param>
/// <param name="Rows">The last mailbox's, of which the numbers for rows are too.</param>
internal sealed record Preparation(long Email, long Rows)
{
    /// <summary>None.</summary>
    internal static Preparation None { get; } = new(long.MaxValue, long.MaxValue);
}

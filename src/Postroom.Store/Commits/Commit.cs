namespace Postroom.Store;

/// <summary>Changes to one account that happen together or not at all.</summary>
/// <param name="Changes">In the order they are to happen; a later one sees what an earlier one did.</param>
public sealed record Commit(IReadOnlyList<Change> Changes)
{
    /// <summary>One change.</summary>
    public Commit(Change change) : this([change]) { }

    /// <summary>Given by a caller that may ask again after a lost answer: the same key within a day gets the first answer and changes nothing.</summary>
    public Guid? IdempotencyKey { get; init; }

    /// <summary>Import, collector and other bulk work: goes after interactive commits (INVARIANTS 20).</summary>
    public bool IsBackground { get; init; }
}

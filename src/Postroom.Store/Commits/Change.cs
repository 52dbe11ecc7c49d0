namespace Postroom.Store;

/// <summary>One thing a <see cref="Commit"/> does. Each kind is a record of its own, with its <see cref="Outcome"/> beside it.</summary>
public abstract record Change
{
    private protected Change() { }
}

/// <summary>What became of one <see cref="Change"/>; in a <see cref="CommitResult"/> they stand in the order of the changes.</summary>
public abstract record Outcome
{
    private protected Outcome() { }
}

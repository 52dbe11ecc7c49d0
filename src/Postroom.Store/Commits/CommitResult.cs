using System.Diagnostics.CodeAnalysis;
using Postroom.Imap;

namespace Postroom.Store;

/// <summary>What became of a <see cref="Commit"/>: refused whole, or done whole.</summary>
public sealed record CommitResult
{
    /// <summary>Refused: nothing happened.</summary>
    public CommitResult(StoreRefusal refusal) => Refusal = refusal;

    /// <summary>Done: durable and visible to all.</summary>
    public CommitResult(ModSeq modSeq, IReadOnlyList<Outcome> outcomes) => (ModSeq, Outcomes) = (modSeq, outcomes);

    /// <summary>Why not; null when it was done.</summary>
    public StoreRefusal? Refusal { get; }

    /// <summary>True when it was done.</summary>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    /// <summary>The account's MODSEQ of this commit: every message it changed carries it.</summary>
    public ModSeq ModSeq { get; }

    /// <summary>One for each change, in order; empty when refused.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; } = [];

    /// <summary>The outcome of a commit's only change.</summary>
    /// <exception cref="InvalidOperationException">It was refused, or is of another kind.</exception>
    public T Only<T>() where T : Outcome => Outcomes is [T only]
        ? only
        : throw new InvalidOperationException($"The commit has no single {typeof(T).Name}.");
}

namespace Postroom.Store;

/// <summary>Messages that stand side by side in one chunk.</summary>
/// <param name="Chunk">Which of <see cref="MailboxSnapshot.Chunks"/>.</param>
/// <param name="Start">The first one's place in the chunk.</param>
/// <param name="Length">How many: at least 1.</param>
public readonly record struct MessageSlice(int Chunk, int Start, int Length);

namespace Postroom.Store;

/// <summary>Stands for a <see cref="MailboxId"/> inside one account: what rows are keyed by.</summary>
/// <remarks>1 and up; never given out twice within an account; 0 is none.</remarks>
public readonly record struct MailboxKey(long Value);

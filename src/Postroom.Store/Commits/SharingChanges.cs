namespace Postroom.Store;

/// <summary>Gives a principal rights on a mailbox in place of those they had; none takes all back, and what was private to them there is forgotten.</summary>
/// <param name="Mailbox">Which.</param>
/// <param name="Principal">Not the owner, who has all rights.</param>
/// <param name="Rights">Not <see cref="Right.Administer"/>.</param>
public sealed record GiveRights(MailboxId Mailbox, AccountId Principal, Right Rights) : Change;

/// <summary>They have them.</summary>
public sealed record RightsGiven : Outcome;

/// <summary>Sets which flags each principal besides the owner has for themselves in a mailbox; only while nobody has rights on it (INVARIANTS 13).</summary>
/// <param name="Mailbox">Which.</param>
/// <param name="Flags">System flags; never \Deleted, which says what EXPUNGE takes.</param>
public sealed record SetPrivateFlags(MailboxId Mailbox, FlagBits Flags) : Change;

/// <summary>The policy is as asked.</summary>
public sealed record PrivateFlagsSet : Outcome;

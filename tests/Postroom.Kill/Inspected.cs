namespace Postroom.Kill;

/// <summary>What an account holds after a kill.</summary>
/// <param name="Mailboxes">Each mailbox's UIDVALIDITY and UIDNEXT.</param>
/// <param name="Messages">Every message of every mailbox.</param>
internal sealed record Inspected(
    IReadOnlyDictionary<string, (uint UidValidity, uint UidNext)> Mailboxes,
    IReadOnlyDictionary<(string Mailbox, uint Uid), Found> Messages);

namespace Postroom.Imap.Server;

/// <summary>What a FETCH asks for, once everything in it is known to this server.</summary>
/// <param name="Messages">Sequence numbers, or UIDs if <paramref name="IsUid"/>.</param>
/// <param name="IsUid">True for UID FETCH.</param>
/// <param name="Items">In the order asked for; UID stands among them in a UID FETCH (RFC 3501 §6.4.8) that FETCH answers, not UIDFETCH.</param>
/// <param name="Modifiers">In the order sent.</param>
public sealed record FetchRequest(SequenceSet Messages, bool IsUid, IReadOnlyList<IFetchItem> Items, ValueList<CommandOption> Modifiers);

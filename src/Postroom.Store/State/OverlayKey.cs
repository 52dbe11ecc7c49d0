namespace Postroom.Store.State;

/// <summary>Whose private flags, and in which mailbox.</summary>
/// <param name="Mailbox">The mailbox's key.</param>
/// <param name="Number">The principal's number in it.</param>
internal readonly record struct OverlayKey(long Mailbox, int Number);

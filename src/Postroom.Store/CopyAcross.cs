using Postroom.Imap;

namespace Postroom.Store;

/// <summary>COPY or MOVE from one account into another: both opened by the same principal, whose rights in each decide.</summary>
/// <param name="Source">The account that has the messages.</param>
/// <param name="From">The mailbox they are in.</param>
/// <param name="Uids">Which; those that are no longer there are left out.</param>
/// <param name="Target">The account that gets them.</param>
/// <param name="To">The mailbox there.</param>
/// <param name="Key">Names this copy: asked again with it within a day, after a lost answer or a crash, it goes on where it was and doubles nothing.</param>
/// <param name="IsMove">True: when the copies are on disk, the messages are expunged from <paramref name="From"/>.</param>
public sealed record CopyAcross(MailAccount Source, MailboxId From, UidSet Uids, MailAccount Target, MailboxId To, Guid Key, bool IsMove = false);

namespace Postroom.Store.Embedded.Accounts;

/// <summary>The groups in memory up to one of them: what a reader lays over mail.db.</summary>
/// <param name="Rows">The groups.</param>
/// <param name="UpTo">The last that counts.</param>
internal readonly record struct RecentView(RecentRows Rows, long UpTo);

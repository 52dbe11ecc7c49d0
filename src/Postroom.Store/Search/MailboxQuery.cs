using Postroom.Imap;

namespace Postroom.Store;

/// <summary>What a session searches for. Its own numbers are resolved: every set in the keys is one of UIDs.</summary>
/// <param name="Keys">What must hold.</param>
/// <param name="Charset">Of the texts in the keys: one that Postroom.Mime knows.</param>
/// <param name="IsRecent">Whether a message is \Recent to the session; null: none is.</param>
public sealed record MailboxQuery(SearchKey Keys, string Charset = "utf-8", Func<Uid, bool>? IsRecent = null)
{
    /// <summary>Compiles the keys of extensions; null for one it does not know.</summary>
    public Func<SearchKey, SearchCondition?>? Extension { get; init; }
}

using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>What a session searches for. Its own numbers are resolved: every set in the keys is one of UIDs.</summary>
/// <param name="Keys">What must hold.</param>
/// <param name="Charset">Of the texts in the keys: one that Postroom.Mime knows.</param>
/// <param name="IsRecent">Whether a message is \Recent to the session; null: none is.</param>
public sealed record MailboxQuery(SearchKey Keys, string Charset = "utf-8", Func<Uid, bool>? IsRecent = null)
{
    /// <summary>What OLDER and YOUNGER count from (RFC 5032).</summary>
    public DateTimeOffset Now { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>Compiles the keys of extensions; null for one it does not know.</summary>
    public Func<SearchKey, SearchCondition?>? Extension { get; init; }

    /// <summary>What the rows and messages being searched are held in, shared with other searches; null: nobody counts them.</summary>
    public SearchMemory? Memory { get; init; }

    /// <summary>Told now and then how many messages were looked at, and of how many.</summary>
    public Action<int, int>? Looked { get; init; }

    /// <summary>Hears of messages whose octets are not what was stored: of each once for every key that needed them.</summary>
    public Action<EmailKey, DamagedMessageException>? Damaged { get; init; }
}

using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>Limits and habits of a <see cref="MailStore"/>.</summary>
public sealed record StoreOptions
{
    /// <summary>Mailboxes an account may have. 10,000: listing them all stays a matter of milliseconds.</summary>
    public int MaxMailboxes { get; init; } = 10_000;

    /// <summary>Keywords a mailbox may have. 500: FLAGS and PERMANENTFLAGS stay short enough for every client.</summary>
    public int MaxKeywords { get; init; } = 500;

    /// <summary>The longest keyword, in octets.</summary>
    public int MaxKeywordOctets { get; init; } = 255;

    /// <summary>The largest message, in octets. 100 MiB: more than any provider passes on.</summary>
    public long MaxMessageOctets { get; init; } = 100L << 20;

    /// <summary>Messages a mailbox may have. 2,000,000: one that is in use takes 54 octets of memory for each, so some 108 MB.</summary>
    public int MaxMailboxMessages { get; init; } = 2_000_000;

    /// <summary>Messages an account may have, in all mailboxes together, whatever its quota. 4,000,000: with every one of them open, 216 MB of memory.</summary>
    public long MaxMessages { get; init; } = 4_000_000;

    /// <summary>Principals besides the owner that may have rights on one mailbox. 1,000: its row, which every commit writes, stays under 50 KB.</summary>
    public int MaxPrincipals { get; init; } = 1_000;

    /// <summary>A COPY of so many messages is prepared in steps while others go on. 16,384: fewer are copied within 20 ms (INVARIANTS 20).</summary>
    /// <remarks>Of a quarter of it and more that are expunged side by side, the rows are kept as the record instead of being written again.</remarks>
    public int LargeCopyMessages { get; init; } = 16_384;

    /// <summary>A commit with more new messages than these, or with more than 8 MiB of them, is stored in steps of so many while others go on. 512: some ten milliseconds (INVARIANTS 20).</summary>
    public int LargeAddMessages { get; init; } = 512;

    /// <summary>How long expunged messages can be read by old views and be brought back. 14 days: a holiday (INVARIANTS 12).</summary>
    public TimeSpan KeepExpunged { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Octets of expunged messages that an account keeps, at most: beyond them the oldest go early, except what an open view still shows. Null: 1 GiB, or the account's storage quota where that is more.</summary>
    public long? KeepExpungedOctets { get; init; }

    internal const long LeastKeptOctets = 1L << 30;

    /// <summary>How long it is remembered which UIDs were expunged when (QRESYNC). One year: clients that stay away longer start anew.</summary>
    public TimeSpan KeepHistory { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Expunges remembered in one mailbox, in ranges of UIDs.</summary>
    public int MaxHistoryRanges { get; init; } = 100_000;

    /// <summary>How long an idempotency key is remembered.</summary>
    public TimeSpan KeepIdempotencyKeys { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What a change of flags must have reached before its OK: with the operating system (on disk within a second), or on disk.</summary>
    public Durability FlagDurability { get; init; } = Durability.Written;

    /// <summary>Top-level names that are kept for what is not the user's own: CREATE and RENAME into them are refused (INVARIANTS 14).</summary>
    public IReadOnlyList<string> ReservedNames { get; init; } = ["Other Users", "Shared"];

    /// <summary>True if <paramref name="name"/> is one of <see cref="ReservedNames"/> or below one: nobody can make it.</summary>
    public bool IsReserved(MailboxName name)
    {
        foreach (string reserved in ReservedNames)
        {
            if (name.Value.StartsWith(reserved, StringComparison.Ordinal)
                && (name.Value.Length == reserved.Length || name.Value[reserved.Length] == MailboxName.Separator))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Accounts whose storage may be open at once although nobody uses it at the moment. 500: a few files each.</summary>
    public int MaxIdleEngines { get; init; } = 500;

    /// <summary>How long a storage stays open that nobody uses. A minute: some 120 KiB of SQLite's each, and opening one again takes a few milliseconds.</summary>
    public TimeSpan MaxEngineIdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Accounts kept in memory although nobody has them open.</summary>
    public int MaxIdleAccounts { get; init; } = 500;

    /// <summary>Messages of mailboxes that nobody has open, kept in memory for each account, besides those that changed last. 100,000: about 8 MB.</summary>
    public int MaxIdleMessages { get; init; } = 100_000;

    /// <summary>Hears of faults that nobody else is told of: a listener that throws, a storage that fails. Called from any thread.</summary>
    public Action<Exception> Report { get; init; } = static _ => { };

    /// <summary>Commits made durable together, at most.</summary>
    public int MaxGroupCommits { get; init; } = 1_000;
}

using Postroom.Imap;
using Postroom.Mime;

namespace Postroom.Store;

/// <summary>From search keys as they were sent to conditions that can be asked (RFC 3501 §6.4.4).</summary>
internal sealed class SearchCompiler(MailboxQuery query, MailboxSnapshot snapshot)
{
    private static readonly SearchCondition All = new AndCondition([]);
    private static readonly SearchCondition None = new NotCondition(All);

    /// <exception cref="NotSupportedException">A key that nobody registered a condition for: a fault of ours.</exception>
    public SearchCondition Compile(SearchKey key) => key switch
    {
        NamedSearchKey { Name: "ALL" } => All,
        NamedSearchKey { Name: "RECENT" } => Recent,
        NamedSearchKey { Name: "OLD" } => new NotCondition(Recent),
        NamedSearchKey { Name: "NEW" } => new AndCondition([Recent, new NotCondition(new FlagCondition(FlagBits.Seen))]),
        SearchFlag flag => flag.IsSet ? Compile(flag.Flag) : new NotCondition(Compile(flag.Flag)),
        SearchSet set => new UidSetCondition(Resolve(set)),
        SearchDate { IsSent: true } date => new SentDateCondition(date.Relation, SearchDates.DayOf(date.Date)),
        SearchDate date => Compile(date),
        SearchWithin within => Compile(within),
        SearchSaved saved => Compile(saved),
        NamedSearchKey { Name: "SAVEDATESUPPORTED" } => All,
        SearchSize size => Compile(size),
        SearchObjectId { IsThread: true } its => ThreadId.TryParse(its.Id.Value, out ThreadId thread)
            ? new IdentityCondition(identity => identity.Thread == thread)
            : None,
        SearchObjectId its => EmailId.TryParse(its.Id.Value, out EmailId email) ? new IdentityCondition(identity => identity.Id == email) : None,
        SearchModSeq modSeq => new SnapshotCondition((chunk, i) => (ulong)chunk.Messages.ModSeqs[i] >= modSeq.ModSeq.Value),
        SearchHeader header => new HeaderCondition(header.Name.Span, Text(header.Value)),
        SearchText { Field: SearchTextField.Text } text => new TextCondition(Text(text.Value), withHeader: true),
        SearchText { Field: SearchTextField.Body } text => new TextCondition(Text(text.Value), withHeader: false),
        SearchText text => Compile(text),
        SearchNot not => new NotCondition(Compile(not.Key)),
        SearchAnd and => new AndCondition(and.Keys.Select(Compile)),
        SearchOr or => new OrCondition(or.Keys.Select(Compile)),
        _ => query.Extension?.Invoke(key) ?? throw new NotSupportedException($"No condition is registered for {key.GetType().Name}."),
    };

    private SearchCondition Recent => new SnapshotCondition((chunk, i) => query.IsRecent?.Invoke(new Uid(chunk.Messages.Columns.Uids[i])) ?? false);

    private SearchCondition Compile(Flag flag)
    {
        FlagBits bit = flag.System switch
        {
            SystemFlags.Seen => FlagBits.Seen,
            SystemFlags.Answered => FlagBits.Answered,
            SystemFlags.Flagged => FlagBits.Flagged,
            SystemFlags.Deleted => FlagBits.Deleted,
            SystemFlags.Draft => FlagBits.Draft,
            _ => FlagBits.None,
        };
        if (bit != FlagBits.None)
        {
            return new FlagCondition(bit);
        }

        if (flag.System == SystemFlags.Recent)
        {
            return Recent;
        }

        int number = KeywordNumber(flag.Name);
        return number switch
        {
            < 0 => None, // no message has it
            < 58 => new FlagCondition((FlagBits)((ulong)FlagBits.FirstKeyword << number)),
            _ => new SnapshotCondition((chunk, i) => chunk.Snapshot.MoreKeywordNumbers.Find(chunk.Messages.Columns.Uids[i]) is { Value: var numbers }
                && numbers.Contains((ushort)number)),
        };
    }

    private int KeywordNumber(string name)
    {
        IReadOnlyList<string?> keywords = snapshot.Info.Keywords;
        for (int i = 0; i < keywords.Count; i++)
        {
            if (string.Equals(keywords[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static SnapshotCondition Compile(SearchDate date)
    {
        long day = SearchDates.DayOf(date.Date);
        return new SnapshotCondition((chunk, i) => SearchDates.Holds(
            date.Relation, SearchDates.DayOf(chunk.Messages.Columns.InternalDates[i], chunk.Messages.Columns.ZoneMinutes[i]), day));
    }

    // Neither excludes the very second (RFC 5032 §2).
    private SnapshotCondition Compile(SearchWithin within)
    {
        long then = query.Now.ToUnixTimeSeconds() - within.Seconds;
        return within.IsOlder
            ? new SnapshotCondition((chunk, i) => chunk.Messages.Columns.InternalDates[i] <= then)
            : new SnapshotCondition((chunk, i) => chunk.Messages.Columns.InternalDates[i] >= then);
    }

    // A save date has no zone of its own: its day is UTC's.
    private static SnapshotCondition Compile(SearchSaved saved)
    {
        long day = SearchDates.DayOf(saved.Date);
        return new SnapshotCondition((chunk, i) =>
            SearchDates.Holds(saved.Relation, SearchDates.DayOf(chunk.Messages.Columns.SaveDates[i], 0), day));
    }

    private static SnapshotCondition Compile(SearchSize size)
    {
        long octets = (long)Math.Min(size.Octets, long.MaxValue);
        return size.IsLarger
            ? new SnapshotCondition((chunk, i) => chunk.Messages.Columns.Sizes[i] > octets)
            : new SnapshotCondition((chunk, i) => chunk.Messages.Columns.Sizes[i] < octets);
    }

    private HeaderCondition Compile(SearchText text)
    {
        string value = Text(text.Value);
        ReadOnlySpan<byte> name = text.Field switch
        {
            SearchTextField.Bcc => "bcc"u8,
            SearchTextField.Cc => "cc"u8,
            SearchTextField.From => "from"u8,
            SearchTextField.To => "to"u8,
            _ => "subject"u8,
        };
        return new HeaderCondition(name, value);
    }

    private string Text(OctetString value) => MailCharset.Decode(query.Charset, value.Span);

    private UidSet Resolve(SearchSet set) => set.IsUid
        ? set.Messages.ResolveUids(snapshot.Chunks.Length == 0 ? null : new Uid(snapshot.Chunks[^1].Columns.Uids[^1]))
        : throw new NotSupportedException("Sequence numbers mean nothing to a mailbox: the session resolves them.");
}

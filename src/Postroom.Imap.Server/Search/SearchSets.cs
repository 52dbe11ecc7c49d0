namespace Postroom.Imap.Server;

/// <summary>Turns what SEARCH's keys say of this session's numbers into UIDs, so that the store need not know a view.</summary>
internal static class SearchSets
{
    /// <summary>No message.</summary>
    internal static SearchKey Nothing { get; } = new SearchNot(new NamedSearchKey("ALL"));

    /// <summary>The keys with every set as existing UIDs; null if a sequence number in them is not there.</summary>
    internal static SearchAnd? Resolve(SearchAnd keys, SessionView view, ViewMessages messages) => (SearchAnd?)ResolveKey(keys, view, messages);

    internal static bool NamesSequenceNumbers(SearchKey keys) =>
        SearchKeys.Any(keys, static key => key is SearchSet { IsUid: false, Messages.IsSavedResult: false });

    /// <summary>A set stands there without UID before it: numbers, or "$" in their place (RFC 9586 §3.5).</summary>
    internal static bool HasNumberSet(SearchKey keys) => SearchKeys.Any(keys, static key => key is SearchSet { IsUid: false });

    // The grammar bounds the nesting to 64.
    private static SearchKey? ResolveKey(SearchKey key, SessionView view, ViewMessages messages)
    {
        switch (key)
        {
            case SearchSet set:
                return KeyOf(set.IsUid || set.Messages.IsSavedResult
                    ? MessageSelection.ByUid(messages, view.UidsOf(set.Messages))
                    : MessageSelection.BySequence(messages, set.Messages));
            case SearchUidSide side:
                return KeyOf(MessageSelection.ByUid(messages, Beside(side, view, messages)));
            case SearchNot not:
                return ResolveKey(not.Key, view, messages) is { } inner ? new SearchNot(inner) : null;
            case SearchOr or:
                return ResolveKeys(or.Keys, view, messages) is { } alternatives ? new SearchOr(ValueList.From(alternatives)) : null;
            case SearchAnd and:
                return ResolveKeys(and.Keys, view, messages) is { } all ? new SearchAnd(ValueList.From(all)) : null;
            default:
                return key;
        }
    }

    private static SearchKey? KeyOf(MessageSelection? selection) =>
        selection is null ? null : selection.IsEmpty ? Nothing : new SearchSet(SequenceSet.From(selection.ToUidSet()), IsUid: true);

    // "Greater than the specified UID"; "or if <uid> has the value 1, then the empty set" (RFC 9738 §3.2).
    private static UidSet Beside(SearchUidSide side, SessionView view, ViewMessages messages)
    {
        UidSet of = side.Uid is { } uid ? UidSet.Of(uid) : MessageSelection.ByUid(messages, view.Saved).ToUidSet();
        return of.IsEmpty ? UidSet.Empty
            : side.IsAfter ? of.Max.Value == uint.MaxValue ? UidSet.Empty : UidSet.Range(new Uid(of.Max.Value + 1), new Uid(uint.MaxValue))
            : of.Min.Value == 1 ? UidSet.Empty : UidSet.Range(new Uid(1), new Uid(of.Min.Value - 1));
    }

    private static List<SearchKey>? ResolveKeys(ValueList<SearchKey> keys, SessionView view, ViewMessages messages)
    {
        List<SearchKey> resolved = new(keys.Count);
        foreach (SearchKey key in keys)
        {
            if (ResolveKey(key, view, messages) is not { } one)
            {
                return null;
            }

            resolved.Add(one);
        }

        return resolved;
    }
}

namespace Postroom.Imap.Server;

/// <summary>Turns what SEARCH's keys say of this session's numbers into UIDs, so that the store need not know a view.</summary>
internal static class SearchSets
{
    private static readonly SearchKey Nothing = new SearchNot(new NamedSearchKey("ALL"));

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
                MessageSelection? selection = set.IsUid || set.Messages.IsSavedResult
                    ? MessageSelection.ByUid(messages, view.UidsOf(set.Messages))
                    : MessageSelection.BySequence(messages, set.Messages);
                return selection is null ? null : selection.IsEmpty ? Nothing : new SearchSet(SequenceSet.From(selection.ToUidSet()), IsUid: true);
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

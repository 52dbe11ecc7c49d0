namespace Postroom.Imap.Server;

/// <summary>Looks through search keys, nested ones too. The grammar bounds the nesting to 64.</summary>
internal static class SearchKeys
{
    /// <summary>True if <paramref name="holds"/> is true of a key that holds no others.</summary>
    internal static bool Any(SearchKey key, Func<SearchKey, bool> holds) => key switch
    {
        SearchNot not => Any(not.Key, holds),
        SearchOr or => Any(or.Keys, holds),
        SearchAnd and => Any(and.Keys, holds),
        _ => holds(key),
    };

    private static bool Any(ValueList<SearchKey> keys, Func<SearchKey, bool> holds)
    {
        foreach (SearchKey key in keys)
        {
            if (Any(key, holds))
            {
                return true;
            }
        }

        return false;
    }
}

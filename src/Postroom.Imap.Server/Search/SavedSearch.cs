namespace Postroom.Imap.Server;

/// <summary>RETURN (SAVE) and "$" (RFC 5182): what the rest of the server knows of them.</summary>
internal static class SavedSearch
{
    internal const string Option = "SAVE";

    internal static bool IsAsked(ValueList<CommandOption>? returns)
    {
        foreach (CommandOption option in returns ?? default)
        {
            if (option.Name == Option)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if "$" stands among the keys.</summary>
    internal static bool IsNamed(SearchKey key) => key switch
    {
        SearchSet set => set.Messages.IsSavedResult,
        SearchNot not => IsNamed(not.Key),
        SearchOr or => IsNamed(or.Keys),
        SearchAnd and => IsNamed(and.Keys),
        _ => false,
    };

    private static bool IsNamed(ValueList<SearchKey> keys)
    {
        foreach (SearchKey key in keys)
        {
            if (IsNamed(key))
            {
                return true;
            }
        }

        return false;
    }
}

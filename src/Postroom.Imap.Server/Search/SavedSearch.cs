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
}

namespace Postroom.Imap.Server;

/// <summary>The grammar knows more options than a server has switched on: those that no extension took are refused.</summary>
internal static class CommandOptions
{
    internal static void Demand(ValueList<CommandOption> options, ICollection<string> taken, string what, int position)
    {
        foreach (CommandOption option in options)
        {
            if (!taken.Contains(option.Name))
            {
                throw new ImapSyntaxException($"Unknown {what} {option.Name}", position);
            }
        }
    }
}

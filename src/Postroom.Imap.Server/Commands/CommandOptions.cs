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

    /// <summary>Likewise, and none may stand there twice.</summary>
    internal static void DemandOnce(ValueList<CommandOption> options, ICollection<string> taken, string what, int position)
    {
        Demand(options, taken, what, position);
        for (int i = 1; i < options.Count; i++)
        {
            if (Find(options.Span[..i], options[i].Name) is not null)
            {
                throw new ImapSyntaxException($"The {what} {options[i].Name} stands there twice", position);
            }
        }
    }

    /// <summary>Each once: "the server MUST act as if it received the option only once" (RFC 5258 §3).</summary>
    internal static List<CommandOption> Distinct(ValueList<CommandOption> options)
    {
        List<CommandOption> distinct = [];
        for (int i = 0; i < options.Count; i++)
        {
            if (Find(options.Span[..i], options[i].Name) is null)
            {
                distinct.Add(options[i]);
            }
        }

        return distinct;
    }

    /// <summary>The option called <paramref name="name"/>; null when it is not there.</summary>
    internal static CommandOption? Find(ReadOnlySpan<CommandOption> options, string name)
    {
        foreach (CommandOption option in options)
        {
            if (string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return option;
            }
        }

        return null;
    }
}

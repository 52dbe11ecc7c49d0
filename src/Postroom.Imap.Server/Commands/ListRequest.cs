namespace Postroom.Imap.Server;

/// <summary>What a LIST asks for, once everything in it is known to this server.</summary>
/// <param name="Arguments">As the grammar has them.</param>
/// <param name="Selections">What its selection options select by, RECURSIVEMATCH apart.</param>
/// <param name="Returns">Its return options.</param>
public sealed record ListRequest(
    ListArguments Arguments,
    IReadOnlyList<(CommandOption Option, Func<ListedMailbox, bool> Selects)> Selections,
    IReadOnlyList<(CommandOption Option, IListReturn Return)> Returns)
{
    internal const string Recursive = "RECURSIVEMATCH";
    internal const string Subscribed = "SUBSCRIBED";

    // An empty pattern of an extended LIST matches nothing (RFC 5258 §3).
    internal MailboxPattern[] Patterns { get; } =
        [.. Arguments.Patterns.Where(static pattern => pattern.Length > 0).Select(pattern => MailboxPattern.Create(Arguments.Reference, pattern))];

    /// <summary>RFC 5258's form: its rules hold, not RFC 3501's.</summary>
    public bool IsExtended => Arguments.IsExtended;

    internal bool TellsNonExistent { get; init; }

    internal bool IsRecursive { get; } = CommandOptions.Find((Arguments.SelectionOptions ?? default).Span, Recursive) is not null;

    internal bool SelectsSubscribed { get; } = CommandOptions.Find((Arguments.SelectionOptions ?? default).Span, Subscribed) is not null;

    /// <summary>True if the return option <paramref name="name"/> was asked for.</summary>
    public bool Asks(string name) => CommandOptions.Find((Arguments.ReturnOptions ?? default).Span, name) is not null;

    /// <summary>True if the selection option <paramref name="name"/> was given.</summary>
    public bool SelectsBy(string name) => CommandOptions.Find((Arguments.SelectionOptions ?? default).Span, name) is not null;

    internal bool Selects(ListedMailbox listed)
    {
        foreach ((_, Func<ListedMailbox, bool> selects) in Selections)
        {
            if (!selects(listed))
            {
                return false;
            }
        }

        return true;
    }
}

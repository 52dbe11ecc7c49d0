namespace Postroom.Imap.Server;

/// <summary>A modifier of FETCH (RFC 4466 §2.4): it narrows what is fetched, or tells something before it. One object serves all sessions.</summary>
public interface IFetchModifier
{
    /// <summary>An item that is fetched with it, whether or not it was asked for; null for none.</summary>
    IFetchItem? Adds => null;

    /// <summary>Judges the modifier while the command is read.</summary>
    /// <exception cref="ImapSyntaxException">It cannot be used like this: the client hears BAD and the message.</exception>
    void Demand(CommandOption option, FetchArguments fetch, CommandInput input, int position)
    {
    }

    /// <summary>Runs before anything is fetched, one modifier after the other in the order of registration.</summary>
    /// <returns>What of <paramref name="selection"/> is to be fetched.</returns>
    ValueTask<MessageSelection> ApplyAsync(
        CommandOption option, FetchRequest fetch, MessageSelection selection, ImapSession session, CancellationToken cancellationToken);
}

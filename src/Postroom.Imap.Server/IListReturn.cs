namespace Postroom.Imap.Server;

/// <summary>A return option of LIST (RFC 5258 §3.2). What it adds to the attributes is a <see cref="ImapRegistry.ListAttribute"/>. One object serves all sessions.</summary>
public interface IListReturn
{
    /// <summary>Judges the option while the command is read.</summary>
    /// <exception cref="ImapSyntaxException">It is no good: the client hears BAD and the message.</exception>
    void Demand(CommandOption option, CommandInput input, int position)
    {
    }

    /// <summary>Runs before the first response.</summary>
    ValueTask BeforeAsync(CommandOption option, ImapSession session, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Writes whole responses behind the LIST of a name that satisfies the selection. The caller has the output's turn.</summary>
    void WriteBehind(CommandOption option, ListedMailbox listed, ImapSession session)
    {
    }
}

namespace Postroom.Imap.Server;

/// <summary>A parameter of SELECT and EXAMINE (RFC 4466 §2.1). One object serves all sessions.</summary>
public interface ISelectParameter
{
    /// <summary>Judges the parameter while the command is read.</summary>
    /// <exception cref="ImapSyntaxException">It cannot be used now: the client hears BAD, and what was selected stays.</exception>
    void Demand(CommandOption option, CommandInput input, int position)
    {
    }

    /// <summary>Runs when nothing is selected and the mailbox was found.</summary>
    ValueTask BeforeAsync(ImapSession session, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Tells what the parameter asks for, behind all that SELECT tells. The caller has the output's turn.</summary>
    ValueTask TellAsync(CommandOption option, SessionView view, ImapSession session, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

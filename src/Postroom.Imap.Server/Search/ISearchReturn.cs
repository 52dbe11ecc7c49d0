namespace Postroom.Imap.Server;

/// <summary>A RETURN option of SEARCH, and what it prints into the ESEARCH response (RFC 4466 §2.6.2, RFC 4731 §3.1).</summary>
public interface ISearchReturn
{
    /// <summary>Judges the option while the command is read.</summary>
    /// <param name="option">It, as it was read.</param>
    /// <param name="options">All that stand in RETURN.</param>
    /// <param name="position">Where the reader is, for the exception.</param>
    /// <exception cref="ImapSyntaxException">They do not go together: the client hears BAD and the message.</exception>
    void Demand(CommandOption option, ValueList<CommandOption> options, int position)
    {
    }

    /// <summary>
    /// Which of the found messages it speaks of, where these are not all: they are what SAVE keeps (RFC 5182 §2.4) and whose highest
    /// MODSEQ is told (RFC 4731 §3.2). Null: all of them.
    /// </summary>
    UidSet? Speaks(CommandOption option, SearchAnswer answer);

    /// <summary>Appends <c> NAME value</c>, the space first, or nothing. The caller has the output's turn; write to <see cref="ImapSession.Output"/>.</summary>
    ValueTask WriteAsync(CommandOption option, SearchAnswer answer, CancellationToken cancellationToken);
}

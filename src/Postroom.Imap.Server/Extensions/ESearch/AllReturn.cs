namespace Postroom.Imap.Server;

/// <summary>RETURN (ALL): every message found, as a set; nothing if there is none (RFC 4731 §3.1).</summary>
internal sealed class AllReturn : ISearchReturn
{
    /// <summary>What RETURN () means, and no RETURN at all in IMAP4rev2.</summary>
    internal static CommandOption Option { get; } = new NamedOption("ALL");

    public void Demand(CommandOption option, ValueList<CommandOption> options, int position) => DemandOneSet(options, position);

    /// <summary>"Either one PARTIAL, one ALL, or neither PARTIAL nor ALL is allowed" (RFC 9394 §3.1, which updates RFC 4731).</summary>
    /// <exception cref="ImapSyntaxException">There are two.</exception>
    internal static void DemandOneSet(ValueList<CommandOption> options, int position)
    {
        if (options.Count(static option => option.Name is "ALL" or PartialOption.OptionName) > 1)
        {
            throw new ImapSyntaxException("One PARTIAL or one ALL was expected", position);
        }
    }

    public UidSet? Speaks(CommandOption option, SearchAnswer answer) => null;

    public async ValueTask WriteAsync(CommandOption option, SearchAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.IsEmpty)
        {
            return;
        }

        ResponseWriter output = answer.Session.Output;
        output.Write(" ALL "u8);
        await SearchPrinter.WriteSetAsync(output, answer.Numbers(), cancellationToken);
    }
}

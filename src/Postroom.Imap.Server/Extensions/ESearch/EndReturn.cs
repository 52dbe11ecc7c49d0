namespace Postroom.Imap.Server;

/// <summary>RETURN (MIN) and RETURN (MAX): the lowest or the highest found; nothing if there is none (RFC 4731 §3.1).</summary>
internal sealed class EndReturn(bool isMax) : ISearchReturn
{
    public UidSet? Speaks(CommandOption option, SearchAnswer answer) => answer.Uids(Place(answer), Place(answer));

    public ValueTask WriteAsync(CommandOption option, SearchAnswer answer, CancellationToken cancellationToken)
    {
        foreach (NumberRange found in answer.Numbers(Place(answer), Place(answer)))
        {
            ResponseLines.WriteNamed(answer.Session.Output.Buffer, isMax ? " MAX "u8 : " MIN "u8, found.First);
        }

        return ValueTask.CompletedTask;
    }

    private int Place(SearchAnswer answer) => isMax ? answer.Count : 1;
}

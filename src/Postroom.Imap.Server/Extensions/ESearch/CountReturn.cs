namespace Postroom.Imap.Server;

/// <summary>RETURN (COUNT): how many were found, 0 too (RFC 4731 §3.1).</summary>
internal sealed class CountReturn : ISearchReturn
{
    public UidSet? Speaks(CommandOption option, SearchAnswer answer) => null;

    public ValueTask WriteAsync(CommandOption option, SearchAnswer answer, CancellationToken cancellationToken)
    {
        ResponseLines.WriteNamed(answer.Session.Output.Buffer, " COUNT "u8, answer.Count);
        return ValueTask.CompletedTask;
    }
}

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    /// <summary>Sends one untagged response.</summary>
    public async ValueTask SendAsync(ServerResponse response, CancellationToken cancellationToken)
    {
        await Output.EnterAsync(cancellationToken);
        try
        {
            Append(response);
            await Output.FlushIfLargeAsync(cancellationToken);
        }
        finally
        {
            Output.Leave();
        }
    }

    /// <summary>For the holder of the output's turn: appends one response and its CRLF.</summary>
    public void Append(ServerResponse response)
    {
        var writer = new ImapWriter(Output.Buffer, Dialect);
        response.Write(ref writer);
        writer.WriteCrLf();
    }
}

using Postroom.Net;

namespace Postroom.Imap.Server;

/// <summary>IDLE (RFC 2177 §3). At rest it holds one waiting task: no buffer, no timer, no turn.</summary>
internal sealed class IdleCommand : GrammarCommand<NoArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.Alone | CommandTraits.TakesLines | CommandTraits.WithoutText;

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        using var news = new IdleNews(session);
        await SayAsync(session, "+ idling\r\n"u8.ToArray(), cancellationToken);
        Task<CommandFrame?> line = session.ReadLineAsync();
        while (true)
        {
            Task happened = news.NextAsync();
            await Task.WhenAny(line, happened).WaitAsync(cancellationToken);
            if (line.IsCompleted)
            {
                using CommandFrame? done = await line;
                return done is not null && IdleDone.Matches(done.Octets.Span)
                    ? CommandResult.Ok("IDLE completed")
                    : CommandResult.Bad("DONE was expected");
            }

            if (news.TakeStillHere())
            {
                await SayAsync(session, "* OK Still here\r\n"u8.ToArray(), cancellationToken);
            }

            await session.TellNowAsync(cancellationToken);
        }
    }

    // What came between the last answer and this one must not wait for the next change.
    private static async ValueTask SayAsync(ImapSession session, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            session.Output.Write(line.Span);
            await session.Output.FlushAsync(cancellationToken);
        }
        finally
        {
            session.Output.Leave();
        }

        await session.TellNowAsync(cancellationToken);
    }
}

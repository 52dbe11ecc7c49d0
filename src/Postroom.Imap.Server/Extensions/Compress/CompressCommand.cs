namespace Postroom.Imap.Server;

/// <summary>COMPRESS (RFC 4978 §3). It begins behind the CRLF of the OK. What a client sends behind the command, though it should wait, is compressed
/// if the answer is OK and plain if it is not.</summary>
internal sealed class CompressCommand : GrammarCommand<CompressArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.Alone | CommandTraits.StopsReader | CommandTraits.WithoutText;

    protected override CompressArguments Read(ref ImapReader reader, CommandInput input)
    {
        CompressArguments compress = CompressArguments.Read(ref reader);
        return compress.Algorithm == "DEFLATE" ? compress : throw new ImapSyntaxException("Only DEFLATE is known", reader.Position);
    }

    public override ValueTask<CommandResult> RunAsync(CompressArguments compress, ImapSession session, CancellationToken cancellationToken)
    {
        // BAD, not NO: it is this command's own doing, not another layer's (RFC 4978 §3).
        if (session.Connection.IsCompressed)
        {
            return new(CommandResult.Bad("DEFLATE is active already", ResponseCode.CompressionActive));
        }

        return new(session.TryTakeCompressionSeat()
            ? CommandResult.Ok("DEFLATE active") with { AfterAnswer = static async (ended, token) => await ended.Connection.CompressAsync(token) }
            : CommandResult.No("Too many connections are compressed", ResponseCode.Limit));
    }
}

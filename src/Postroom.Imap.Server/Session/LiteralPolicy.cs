using Postroom.Net;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What the session does with each literal announced: from the command so far and the limits, never from execution (DESIGN.md).</summary>
internal sealed class LiteralPolicy(ImapSession session) : ILiteralPolicy
{
    private const int MinusOctets = 4096; // RFC 7888 §5

    public bool TryFindLiteral(ReadOnlySpan<byte> line, out AnnouncedLiteral literal)
    {
        bool found = LiteralAnnouncement.Scan(line, out LiteralAnnouncement announcement) == LiteralScan.Found;
        literal = found ? new(announcement.Size, announcement.IsSynchronizing, announcement.IsBinary) : default;
        return found;
    }

    public async ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken)
    {
        ImapServerOptions options = session.Server.Options;
        AnnouncedLiteral literal = request.Literal;
        if (!IsCommand(request.CommandSoFar.Span))
        {
            return LiteralDecision.Refuse(LiteralRefusal.NoCommand, session.IsLoggedIn ? options.MaxSwallowedLiteralOctets : 0);
        }

        if (!session.IsLoggedIn)
        {
            // Nobody who has not logged in may make us swallow: with {n+} the stream is lost (docs/limits.md).
            return literal.Octets > options.MaxLiteralOctetsBeforeLogin
                || request.InlineOctetsBefore + literal.Octets > options.MaxLiteralsOctetsBeforeLogin
                || request.LiteralsBefore >= options.MaxLiteralsBeforeLogin
                    ? LiteralDecision.Refuse(LiteralRefusal.TooBig)
                    : LiteralDecision.Inline;
        }

        if (IsMessage(request.CommandSoFar.Span))
        {
            return await DecideOnMessageAsync(literal, request.LiteralsBefore, cancellationToken);
        }

        bool isTooBig = literal.Octets > options.MaxLiteralOctets;
        if (isTooBig || request.InlineOctetsBefore + literal.Octets > options.MaxLiteralsOctets || request.LiteralsBefore >= options.MaxLiterals)
        {
            return LiteralDecision.Refuse(isTooBig ? LiteralRefusal.TooBig : LiteralRefusal.TooMany, options.MaxSwallowedLiteralOctets);
        }

        return MayComeUnasked(literal) ? LiteralDecision.Inline : LiteralDecision.Refuse(LiteralRefusal.NotOffered, options.MaxSwallowedLiteralOctets);
    }

    public async ValueTask InviteAsync(CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            session.Output.Write("+ OK\r\n"u8);
            await session.Output.FlushAsync(cancellationToken);
        }
        finally
        {
            session.Output.Leave();
        }
    }

    // A refused {n+} message is drained, up to the size of the largest message: its sender is an honest client with a large mail.
    private async ValueTask<LiteralDecision> DecideOnMessageAsync(AnnouncedLiteral literal, int literalsBefore, CancellationToken cancellationToken)
    {
        long largest = session.Server.Options.MaxMessageOctets;
        if (literal.Octets > largest || literalsBefore >= session.Server.Options.MaxLiterals)
        {
            return LiteralDecision.Refuse(literal.Octets > largest ? LiteralRefusal.TooBig : LiteralRefusal.TooMany, largest);
        }

        if (!MayComeUnasked(literal))
        {
            return LiteralDecision.Refuse(LiteralRefusal.NotOffered, largest);
        }

        try
        {
            StagedMessageWriter writer = await session.Server.Store.StageAsync(literal.Octets, cancellationToken);
            return LiteralDecision.Detach(new LiteralSpool(writer, literal.IsBinary));
        }
        catch (Postroom.Store.Engine.StoreUnavailableException)
        {
            return LiteralDecision.Refuse(
                new LiteralRefusal(CommandResult.No("Messages cannot be kept now", ResponseCode.Unavailable)), largest);
        }
    }

    private bool MayComeUnasked(AnnouncedLiteral literal) => literal.IsSynchronizing || session.Protocol.Literals switch
    {
        NonSynchronizingLiterals.Any => true,
        NonSynchronizingLiterals.Short => literal.Octets <= MinusOctets,
        _ => false,
    };

    private bool IsCommand(ReadOnlySpan<byte> soFar) =>
        CommandHead.TryRead(soFar, out CommandHead head) && session.Protocol.Find(head.Name, head.IsUid) is not null;

    private bool IsMessage(ReadOnlySpan<byte> soFar)
    {
        if (!CommandHead.TryRead(soFar, out CommandHead head) || session.Protocol.Find(head.Name, head.IsUid) is not { } command)
        {
            return false;
        }

        int announcement = soFar.LastIndexOfAny((byte)'{', (byte)'~');
        announcement = announcement > 0 && soFar[announcement] == (byte)'{' && soFar[announcement - 1] == (byte)'~' ? announcement - 1 : announcement;
        return command.IsMessageLiteral(soFar[Math.Min(head.ArgumentsStart, announcement)..announcement]);
    }
}

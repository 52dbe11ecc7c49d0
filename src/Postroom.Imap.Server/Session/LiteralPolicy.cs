using Postroom.Net;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What the session does with each literal announced: from the command so far and the limits, never from execution (DESIGN.md).</summary>
internal sealed class LiteralPolicy(ImapSession session) : ILiteralPolicy
{
    private const int MinusOctets = 4096; // RFC 7888 §5
    private const int MostParsedBehind = 64 << 10; // of a MULTIAPPEND's messages behind the first: the next one comes in meanwhile; a larger one is parsed as it comes

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
        if (KindOf(request.CommandSoFar.Span) is not { } kind)
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

        if (kind == LiteralKind.Message)
        {
            return await DecideOnMessageAsync(request, cancellationToken);
        }

        LiteralRefusal? refusal = kind == LiteralKind.Mailbox && literal.Octets > options.MaxMailboxLiteralOctets ? LiteralRefusal.NameTooLong
            : literal.Octets > options.MaxLiteralOctets ? LiteralRefusal.TooBig
            : request.InlineOctetsBefore + literal.Octets > options.MaxLiteralsOctets || request.LiteralsBefore >= options.MaxLiterals ? LiteralRefusal.TooMany
            : !MayComeUnasked(literal) ? NotOffered
            : session.Unfinished.TryHoldLiteral(literal.Octets) ? null
            : LiteralRefusal.TooManyOfAll;
        return refusal is null ? LiteralDecision.Inline : LiteralDecision.Refuse(refusal, options.MaxSwallowedLiteralOctets);
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
    private async ValueTask<LiteralDecision> DecideOnMessageAsync(LiteralRequest request, CancellationToken cancellationToken)
    {
        AnnouncedLiteral literal = request.Literal;
        long largest = session.Server.Options.MaxMessageOctets;
        if (literal.Octets > largest || request.LiteralsBefore >= session.Server.Options.MaxLiterals)
        {
            return LiteralDecision.Refuse(literal.Octets > largest ? LiteralRefusal.TooBig : LiteralRefusal.TooMany, largest);
        }

        if (!MayComeUnasked(literal))
        {
            return LiteralDecision.Refuse(NotOffered, largest);
        }

        if (literal.IsBinary && !session.Protocol.AllowsBinaryLiterals && !IsUtf8Data(request.CommandSoFar.Span))
        {
            return LiteralDecision.Refuse(LiteralRefusal.NoBinary, largest);
        }

        if (literal.IsSynchronizing && await JudgeAsync(request, cancellationToken) is { } refused)
        {
            return LiteralDecision.Refuse(new LiteralRefusal(refused));
        }

        try
        {
            bool isParsedBehind = request.LiteralsBefore > 0 && literal.Octets <= MostParsedBehind;
            StagedMessageWriter writer = await session.Server.Store.StageAsync(literal.Octets, isParsedBehind, cancellationToken);
            return LiteralDecision.Detach(new LiteralSpool(writer, literal.IsBinary && session.Protocol.AllowsBinaryLiterals, isParsedBehind));
        }
        catch (Postroom.Store.Engine.StoreUnavailableException)
        {
            return LiteralDecision.Refuse(
                new LiteralRefusal(CommandResult.No("Messages cannot be kept now", ResponseCode.Unavailable)), largest);
        }
    }

    // A literal8 that holds no NUL, for clients that know RFC 6855 §4 (RFC 9755 took it away).
    private bool IsUtf8Data(ReadOnlySpan<byte> soFar)
    {
        int announcement = soFar.LastIndexOf((byte)'~');
        return session.Protocol.AcceptsUtf8 && announcement > 6 && System.Text.Ascii.EqualsIgnoreCase(soFar[(announcement - 7)..announcement], " UTF8 ("u8);
    }

    // The client waits, so it can be told now. What the commands before it are still at (a CREATE) may change the judgement.
    private async ValueTask<CommandResult?> JudgeAsync(LiteralRequest request, CancellationToken cancellationToken)
    {
        CommandResult? now = Judge(request.CommandSoFar.Span, request.Literal.Octets);
        if (now is not { Status: CommandStatus.No })
        {
            return now;
        }

        await session.WhenCommandsAreOverAsync(cancellationToken);
        return Judge(request.CommandSoFar.Span, request.Literal.Octets);
    }

    private CommandResult? Judge(ReadOnlySpan<byte> soFar, long octets)
    {
        if (session.MustEnableUtf8)
        {
            return Refusals.Utf8First;
        }

        CommandHead.TryRead(soFar, out CommandHead head);
        var reader = new ImapReader(soFar[head.NameEnd..], session.Protocol.Syntax, session.Dialect);
        try
        {
            return session.Protocol.Find(head.Name, head.IsUid)!.JudgeBeforeMessage(ref reader, octets, session);
        }
        catch (ImapSyntaxException wrong)
        {
            return ImapSession.AnswerTo(wrong);
        }
    }

    private bool MayComeUnasked(AnnouncedLiteral literal) => literal.IsSynchronizing || session.Protocol.Literals switch
    {
        NonSynchronizingLiterals.Any => true,
        NonSynchronizingLiterals.Short => literal.Octets <= MinusOctets,
        _ => false,
    };

    private LiteralRefusal NotOffered => session.Protocol.Literals == NonSynchronizingLiterals.Short ? LiteralRefusal.LongerThanOffered : LiteralRefusal.NotOffered;

    // Null: there is no such command.
    private LiteralKind? KindOf(ReadOnlySpan<byte> soFar)
    {
        if (!CommandHead.TryRead(soFar, out CommandHead head) || session.Protocol.Find(head.Name, head.IsUid) is not { } command)
        {
            return null;
        }

        int announcement = soFar.LastIndexOfAny((byte)'{', (byte)'~');
        announcement = announcement > 0 && soFar[announcement] == (byte)'{' && soFar[announcement - 1] == (byte)'~' ? announcement - 1 : announcement;
        return command.KindOfLiteral(soFar[Math.Min(head.ArgumentsStart, announcement)..announcement]);
    }
}

namespace Postroom.Net;

/// <summary>What a door that knows literals tells its <see cref="FrameReader"/>.</summary>
public interface ILiteralPolicy
{
    /// <summary>Does this line (without its CRLF, or only its last 64 octets when it was too long) end with a literal's announcement?</summary>
    /// <remarks>A length too large for any literal is not an announcement: the line is then whole, and the grammar says BAD.</remarks>
    bool TryFindLiteral(ReadOnlySpan<byte> line, out AnnouncedLiteral literal);

    /// <summary>Inline, detached or refused. Nothing is read meanwhile.</summary>
    ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken);

    /// <summary>Tells the client to go on (<c>+ ...</c>) and flushes. Called for synchronizing literals that are taken.</summary>
    ValueTask InviteAsync(CancellationToken cancellationToken);
}

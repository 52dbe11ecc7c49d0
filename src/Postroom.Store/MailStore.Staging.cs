using Postroom.Mime;

namespace Postroom.Store;

public sealed partial class MailStore
{
    private readonly ParserPool _parsers = new(MimeLimits.Default);

    /// <summary>Begins to take a message in: its bytes are kept and parsed as they come, outside every lock, and become visible by a commit.</summary>
    /// <param name="expectedOctets">What the peer announced; null when it did not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Engine.StoreUnavailableException">There is no room now.</exception>
    public ValueTask<StagedMessageWriter> StageAsync(long? expectedOctets, CancellationToken cancellationToken) =>
        StageAsync(expectedOctets, parsesBehind: false, cancellationToken);

    /// <summary>Likewise; with <paramref name="parsesBehind"/> it is parsed on another thread once it is whole, for who takes the next one in meanwhile.</summary>
    /// <exception cref="Engine.StoreUnavailableException">There is no room now.</exception>
    public async ValueTask<StagedMessageWriter> StageAsync(long? expectedOctets, bool parsesBehind, CancellationToken cancellationToken) =>
        new(await _engine.StageAsync(expectedOctets, cancellationToken).ConfigureAwait(false), _parsers, parsesBehind);

    /// <summary>The message with every part in base64 that holds NUL and is in no transfer encoding (RFC 3516 §6), to be committed instead of it; null where there is none.</summary>
    /// <param name="message">Whose octets stay as they are; it is still its holder's to dispose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Engine.StoreUnavailableException">There is no room now.</exception>
    public async ValueTask<StagedMessage?> EncodeNulAsync(StagedMessage message, CancellationToken cancellationToken)
    {
        if (!new DerivedMessage(message.DerivedRow.Span).HasNul)
        {
            return null;
        }

        using var encoding = new NulEncoding(message.Bytes);
        List<(PartEntry Part, MimePart Header)> parts =
            await encoding.FindAsync(new DerivedMessage(message.DerivedRow.Span).Parts.ToList(), cancellationToken).ConfigureAwait(false);
        if (parts.Count == 0)
        {
            return null;
        }

        long octets = message.Length + parts.Sum(static part => (part.Part.BodyLength / 2) + 256); // rather too many
        StagedMessageWriter writer = await StageAsync(octets, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await encoding.WriteAsync(parts, writer, cancellationToken).ConfigureAwait(false);
            return await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

using Postroom.Mime;

namespace Postroom.Store;

public sealed partial class MailStore
{
    private readonly ParserPool _parsers = new(MimeLimits.Default);

    /// <summary>Begins to take a message in: its bytes are kept and parsed as they come, outside every lock, and become visible by a commit.</summary>
    /// <param name="expectedOctets">What the peer announced; null when it did not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Engine.StoreUnavailableException">There is no room now.</exception>
    public async ValueTask<StagedMessageWriter> StageAsync(long? expectedOctets, CancellationToken cancellationToken) =>
        new(await _engine.StageAsync(expectedOctets, cancellationToken).ConfigureAwait(false), _parsers);
}

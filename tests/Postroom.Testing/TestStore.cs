using Postroom.Testing.Transcripts;

namespace Postroom.Testing;

/// <summary>A way to keep mail, with the server that serves it: what a protocol test is run on.</summary>
/// <param name="name">Shown beside the test's name.</param>
/// <param name="start">Starts a server of its own for one test, with an empty store.</param>
public sealed class TestStore(string name, Func<CancellationToken, ValueTask<ITranscriptServer>> start)
{
    /// <summary>A server with an empty store. The caller disposes of it, and the store goes with it.</summary>
    public ValueTask<ITranscriptServer> StartServerAsync(CancellationToken cancellationToken) => start(cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => name;
}

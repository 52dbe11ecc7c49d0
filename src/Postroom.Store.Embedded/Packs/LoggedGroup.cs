using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Packs;

/// <summary>A commit group as the log holds it: messages are places by now.</summary>
internal sealed class LoggedGroup
{
    internal required long Sequence { get; init; }

    internal required ulong Boot { get; init; }

    internal required IReadOnlyList<RowWrite> Rows { get; init; }

    internal required IReadOnlyList<(EmailKey Email, BlobPlace Place)> Blobs { get; init; }

    internal required IReadOnlyList<EmailKey> RemovedBlobs { get; init; }
}

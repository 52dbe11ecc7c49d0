using Postroom.Store.Engine;

namespace Postroom.Store.State;

/// <summary>Rows as they stand once everything that is about to be written is written.</summary>
internal interface IRowSource
{
    /// <summary>A row's value; null when there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(StoreTable table, RowKey key);

    /// <summary>Values of those of <paramref name="keys"/> that exist.</summary>
    ValueTask<Dictionary<RowKey, ReadOnlyMemory<byte>>> FindAsync(StoreTable table, IReadOnlyList<RowKey> keys);

    /// <summary>Rows of one Major, in order.</summary>
    ValueTask<List<(RowKey Key, ReadOnlyMemory<byte> Value)>> ScanAsync(StoreTable table, RowKey from, RowKey to);

    /// <summary>True if <paramref name="chunk"/> is what the rows of <paramref name="mailbox"/> in the engine say: nothing that is about to be written changed it.</summary>
    bool IsStored(MailboxKey mailbox, MessageChunk chunk);

    /// <summary>A mailbox's messages, loaded if they are not in memory.</summary>
    ValueTask<MailboxSnapshot> LoadAsync(MailboxInfo info);

    /// <summary>One principal's private flags in a mailbox, likewise.</summary>
    ValueTask<Overlay> LoadAsync(MailboxInfo info, MailboxPrincipal principal);
}

using System.Security.Cryptography;
using Postroom.Store;
using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace CommitProtocols;

/// <summary>What both ways share: the same rows for each message, the same pack file, the same schema.</summary>
internal abstract class Protocol : ICommitProtocol
{
    private static readonly byte[] Message = RandomNumberGenerator.GetBytes(4096);
    private static readonly byte[] Row = RandomNumberGenerator.GetBytes(4096);
    private static readonly ReadOnlyMemory<byte>[] Blocks = [Message];
    private static readonly uint[] Checksums = [Checksum.Of(Message)];

    private readonly AccountDatabase _database;
    private long _email;
    private long _sequence;

    protected Protocol(string folder, bool syncsCommits)
    {
        Directory.CreateDirectory(folder);
        _database = new AccountDatabase(Path.Combine(folder, "mail.db"), vfs: null, syncsCommits: syncsCommits);
        Pack = PackWriter.Create(DiskFileSystem.Instance, folder, new PackHeader { Kind = PackKind.Log, Number = 1, FirstSequence = 1 });
        Pack.Publish(DiskFileSystem.Instance, folder);
    }

    protected PackWriter Pack { get; }

    public void Commit(int messages)
    {
        using var batch = new RecordBatch(Pack);
        var blobs = new List<(EmailKey, BlobPlace)>();
        var rows = new List<RowWrite>();
        for (int i = 0; i < messages; i++)
        {
            var email = new EmailKey(++_email);
            blobs.Add((email, batch.AddBlob(email, Message.Length, Blocks, Checksums)));
            rows.Add(new RowWrite(StoreTable.Email, new RowKey(_email), Row.AsMemory(0, 70)));
            rows.Add(new RowWrite(StoreTable.Derived, new RowKey(_email), Row.AsMemory(0, 700)));
            rows.Add(new RowWrite(StoreTable.Header, new RowKey(_email), Row.AsMemory(0, 1200)));
        }

        // The mailbox's last chunk and its counters change once a group.
        rows.Add(new RowWrite(StoreTable.ChunkState, new RowKey(1, _email / 256), Row.AsMemory(0, 700)));
        rows.Add(new RowWrite(StoreTable.ChunkFixed, new RowKey(1, _email / 256), Row.AsMemory(0, 2500)));
        rows.Add(new RowWrite(StoreTable.Mailbox, new RowKey(1), Row.AsMemory(0, 150)));
        rows.Add(new RowWrite(StoreTable.Account, new RowKey(0), Row.AsMemory(0, 80)));
        var group = new LoggedGroup { Sequence = ++_sequence, Boot = 1, Rows = rows, Blobs = blobs, RemovedBlobs = [] };
        AddGroup(batch, group);
        Pack.Write(batch);
        Pack.Sync();
        _database.Apply(group, new LogPosition(_sequence, 1, Pack.Tail.End, Pack.Tail.Number, Pack.Tail.Chain, Pack.SyncedEnd, 1));
    }

    public void AfterAnswer()
    {
        if (_database.WantsCheckpoint)
        {
            _database.Checkpoint(CheckpointMode.Passive);
        }
    }

    public void Dispose()
    {
        Pack.Dispose();
        _database.Dispose();
    }

    /// <summary>Where the rows go besides mail.db.</summary>
    protected abstract void AddGroup(RecordBatch batch, LoggedGroup group);
}

/// <summary>Message bytes to the pack and a sync, rows to SQLite and its sync.</summary>
internal sealed class TwoSyncs(string folder) : Protocol(folder, syncsCommits: true)
{
    protected override void AddGroup(RecordBatch batch, LoggedGroup group) { }
}

/// <summary>Messages and rows to the pack and a sync; SQLite takes the rows without one.</summary>
internal sealed class OneLog(string folder) : Protocol(folder, syncsCommits: false)
{
    protected override void AddGroup(RecordBatch batch, LoggedGroup group) => batch.AddGroup(group);
}

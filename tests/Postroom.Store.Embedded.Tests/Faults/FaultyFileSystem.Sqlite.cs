namespace Postroom.Store.Embedded.Tests.Faults;

/// <content>
/// SQLite's files. They are real ones, as SQLite's locks and shared memory need; once they are taken in (<see cref="TakeSqlite"/>) each change of
/// one is a step of this disk too, and after a power loss they are written as this disk has them.
/// </content>
internal sealed partial class FaultyFileSystem
{
    private string? _sqliteFolder;

    /// <summary>Called when mail.db itself, not its WAL, is to be put on disk: it was written back. On the thread that does that.</summary>
    internal Action? SyncingDatabase { get; set; }

    public string? SqliteVfs => _sqliteFolder is null ? null : FaultyVfs.Name;

    /// <summary>SQLite's files below <paramref name="folder"/> belong to this disk from now on, and are as it has them.</summary>
    internal void TakeSqlite(string folder)
    {
        _sqliteFolder = folder;
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsSqlite))
        {
            File.Delete(path);
        }

        foreach ((string path, FaultyInode inode) in _names.Where(static pair => IsSqlite(pair.Key)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, inode.Current.ToArray());
        }

        FaultyVfs.Attach(folder, this);
    }

    internal FaultyInode? OpenSqlite(string path, bool create)
    {
        lock (Gate)
        {
            if (!_names.TryGetValue(path, out FaultyInode? inode) && create)
            {
                Step(FaultyStep.Name);
                _names[path] = inode = new FaultyInode();
            }

            return inode; // none: SQLite finds that out by itself
        }
    }

    internal void ReadSqlite()
    {
        lock (Gate)
        {
            Fail(FaultyStep.SqliteRead);
        }
    }

    /// <summary>As <see cref="StepOfWriting"/>: SQLite's real file gets the part that was written, too.</summary>
    internal void WriteSqlite(FaultyInode inode, long offset, ReadOnlySpan<byte> bytes, out int written)
    {
        lock (Gate)
        {
            StepOfWriting(FaultyStep.SqliteWrite, inode, offset, bytes, out written);
            Take(Math.Max(0, offset + bytes.Length - inode.Length));
            inode.Write(offset, bytes);
        }
    }

    internal void CutSqlite(FaultyInode inode, long length)
    {
        lock (Gate)
        {
            Step(FaultyStep.SqliteWrite);
            inode.SetLength(length);
        }
    }

    internal void SyncSqlite(FaultyInode inode)
    {
        if (SyncingDatabase is { } syncing && PathOf(inode) is { } database && Path.GetFileName(database) == "mail.db")
        {
            syncing();
        }

        lock (Gate)
        {
            Step(FaultyStep.SqliteSync);
            inode.Sync();
            string? path = PathOf(inode);
            if (path is not null && _namesOnDisk.GetValueOrDefault(path) != inode && (path.EndsWith("-wal", StringComparison.Ordinal) || path.EndsWith("-journal", StringComparison.Ordinal)))
            {
                PutNamesOnDisk(Path.GetDirectoryName(path)!); // as SQLite does with a journal's first sync
            }
        }
    }

    private string? PathOf(FaultyInode inode)
    {
        lock (Gate)
        {
            return _names.FirstOrDefault(pair => pair.Value == inode).Key;
        }
    }

    internal void DeleteSqlite(string path, bool syncsFolder)
    {
        lock (Gate)
        {
            Step(FaultyStep.Name);
            _names.Remove(path);
            if (syncsFolder)
            {
                _namesOnDisk.Remove(path);
            }
        }
    }

    private static bool IsSqlite(string path) =>
        Path.GetFileName(path).StartsWith("mail.db", StringComparison.Ordinal) || Path.GetFileName(path).StartsWith("server.db", StringComparison.Ordinal);
}

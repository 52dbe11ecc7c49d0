namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>mail.db and its WAL as they lay at a moment without a commit: what SQLite may show again after a power loss, until it checkpointed.</summary>
internal sealed class DatabaseCopy
{
    private readonly Dictionary<string, byte[]> _files = [];

    private DatabaseCopy(string database)
    {
        foreach (string path in (string[])[database, database + "-wal"])
        {
            if (File.Exists(path))
            {
                _files[path] = Read(path);
            }
        }
    }

    internal static DatabaseCopy Of(string database) => new(database);

    internal static void Remove(string database)
    {
        foreach (string path in (string[])[database, database + "-wal", database + "-shm"])
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
    }

    internal void PutBack(string database)
    {
        Remove(database);
        foreach ((string path, byte[] bytes) in _files)
        {
            File.WriteAllBytes(path, bytes);
        }
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}

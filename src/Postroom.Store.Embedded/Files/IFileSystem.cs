namespace Postroom.Store.Embedded.Files;

/// <summary>The only way from the embedded store to files of its own (SQLite has its own, named here), so that tests can tear, lose, reorder and refuse writes.</summary>
internal interface IFileSystem
{
    /// <summary>The VFS through which SQLite goes to its files; null is the one that it has for this system.</summary>
    string? SqliteVfs { get; }

    /// <summary>Creates <paramref name="path"/> for reading and writing; it must not exist.</summary>
    IFile Create(string path);

    /// <summary>Opens an existing file for reading, and for writing if <paramref name="write"/>.</summary>
    IFile Open(string path, bool write);

    /// <summary>True when there is such a file.</summary>
    bool Exists(string path);

    /// <summary>Makes the folder and its parents; no error when it is there.</summary>
    void CreateDirectory(string path);

    /// <summary>Names (not paths) of the files in a folder, in no order; empty when there is no such folder.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Renames a file within one file system, replacing what has the new name, atomically.</summary>
    void Rename(string from, string to);

    /// <summary>Gives the file a second name; false where the file system cannot.</summary>
    bool TryLink(string existing, string path);

    /// <summary>Removes the name; what has the file open goes on reading it.</summary>
    void Delete(string path);

    /// <summary>Puts creations, renames and removals in this folder on disk.</summary>
    void SyncDirectory(string path);
}

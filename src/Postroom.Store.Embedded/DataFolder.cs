using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded;

/// <summary>A folder of mail that this process alone has open, until it is disposed or the process ends.</summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>The file that every data folder has from its first start on.</summary>
    internal const string ServerDatabaseName = "server.db";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Opens <paramref name="path"/>, and makes it when <paramref name="create"/>; without it, a folder that no Postroom has begun is refused untouched.</summary>
    /// <exception cref="DataFolderException">It cannot be had; the message says why in one sentence.</exception>
    public static DataFolder Open(string path, bool create)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
            {
                if (!create)
                {
                    throw new DataFolderException($"There is no data folder {full}: create it, or name another with --data.");
                }

                MakePrivateFolder(full);
            }
            else if (!create && !File.Exists(System.IO.Path.Combine(full, ServerDatabaseName)))
            {
                throw new DataFolderException($"The folder {full} holds no mail of Postroom's: name another with --data.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {full} cannot be made: {WhyNotMade(full, e)}.", e);
        }

        try
        {
            // The system releases it when the process ends, however it ends: no lock is ever left over.
            var held = new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(full, held);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataFolderException($"The data folder {full} cannot be written by this user.", e);
        }
        catch (IOException e)
        {
            throw new DataFolderException($"The data folder {full} is in use by another Postroom: stop that one, or name another folder with --data.", e)
            {
                IsInUse = true,
            };
        }
    }

    /// <summary>Makes a folder in it for its owner alone; one that is there keeps its rights.</summary>
    internal void MakePrivate(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        if (!Directory.Exists(path))
        {
            MakePrivateFolder(path);
        }
    }

    /// <summary>server.db and its WAL are for their owner alone, where the system has such rights; later WALs take over those of server.db.</summary>
    internal void KeepServerDatabasePrivate()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (string path in Directory.GetFiles(Path, ServerDatabaseName + "*"))
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    // Mail and password verifiers are its owner's alone to read. One that is there already keeps the rights that somebody gave it.
    private static void MakePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string WhyNotMade(string path, Exception e) => e switch
    {
        _ when File.Exists(path) => "there is a file of that name",
        UnauthorizedAccessException => "this user may not make it there",
        PathTooLongException => "the path is longer than this system allows",
        IOException full when DiskFullException.Is(full) => "the disk is full",
        _ => "no folder can be made there",
    };

    /// <summary>Lets others open it.</summary>
    public void Dispose() => _lock.Dispose();
}

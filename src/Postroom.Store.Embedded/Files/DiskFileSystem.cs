using System.ComponentModel;
using System.Diagnostics.Metrics;

namespace Postroom.Store.Embedded.Files;

/// <summary>The machine's file system.</summary>
internal sealed class DiskFileSystem : IFileSystem
{
    internal static readonly DiskFileSystem Instance = new();

    private DiskFileSystem() { }

    public string? SqliteVfs => null;

    /// <summary>How long syncs of files take, in seconds; null while nobody wants to know.</summary>
    internal Histogram<double>? Syncs { get; set; }

    public IFile Create(string path) => Open(path, FileMode.CreateNew, FileAccess.ReadWrite);

    public IFile Open(string path, bool write) => Open(path, FileMode.Open, write ? FileAccess.ReadWrite : FileAccess.Read);

    public bool Exists(string path) => File.Exists(path);

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<string> List(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Select(static path => Path.GetFileName(path))] : [];

    // With overwrite .NET calls rename(2) and nothing else; without, it links and unlinks: two steps that a crash can separate.
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public bool TryLink(string existing, string path) => OperatingSystem.IsWindows()
        ? NativeFiles.CreateHardLink(path, existing, 0)
        : NativeFiles.Link(existing, path) == 0;

    public void Delete(string path) => File.Delete(path);

    public void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its directories; there is no handle to flush
        }

        int descriptor = NativeFiles.Open(path, NativeFiles.OpenDirectoryFlags, 0);
        if (descriptor < 0)
        {
            throw Failed("open", path);
        }

        try
        {
            if (NativeFiles.FSync(descriptor) != 0)
            {
                throw Failed("sync", path);
            }
        }
        finally
        {
            _ = NativeFiles.Close(descriptor);
        }
    }

    private static DiskFile Open(string path, FileMode mode, FileAccess access)
    {
        OpenFiles.OfProcess.Take(1);
        try
        {
            return new(File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete), path);
        }
        catch
        {
            OpenFiles.OfProcess.Give(1);
            throw;
        }
    }

    private static IOException Failed(string what, string path)
    {
        var system = new Win32Exception();
        return new IOException($"Cannot {what} the folder {path}: {system.Message}", system.NativeErrorCode);
    }
}

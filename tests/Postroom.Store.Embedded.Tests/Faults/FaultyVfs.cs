using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Sqlite;

namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>
/// SQLite's way to files in tests: the system's VFS, but each write, cut, sync, read and removal is told to a <see cref="FaultyFileSystem"/> first,
/// which notes it as its own and may refuse it. Locks and shared memory are the system's.
/// </summary>
internal static unsafe partial class FaultyVfs
{
    internal const string Name = "postroom-faults";

    private const int ErrorFull = 13, ErrorCannotOpen = 14;
    private const int ErrorRead = 10 | (1 << 8), ErrorWrite = 10 | (3 << 8), ErrorSync = 10 | (4 << 8), ErrorTruncate = 10 | (6 << 8), ErrorDelete = 10 | (10 << 8);

    private static readonly ConcurrentDictionary<string, FaultyFileSystem> Owners = new(StringComparer.Ordinal);
    private static readonly SqliteFileMethods* Methods = MakeMethods();
    private static readonly SqliteVfs* System = (SqliteVfs*)NativeSqlite.FindVfs(null);
    private static readonly SqliteVfs* Ours = Register();

    /// <summary>SQLite's files below <paramref name="folder"/> are <paramref name="files"/>' from now on.</summary>
    internal static void Attach(string folder, FaultyFileSystem files)
    {
        Assert.True(Ours is not null);
        Owners[folder] = files;
    }

    internal static void Detach(string folder) => Owners.TryRemove(folder, out _);

    private static SqliteVfs* Register()
    {
        var vfs = (SqliteVfs*)NativeMemory.AllocZeroed((nuint)sizeof(SqliteVfs)); // for good, as SQLite wants it
        *vfs = *System;
        vfs->Version = 2;
        vfs->FileOctets = sizeof(SqliteFile) + System->FileOctets;
        vfs->Next = null;
        vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        vfs->Open = &Open;
        vfs->Delete = &Delete;
        vfs->Access = &Access;
        vfs->FullPathname = &FullPathname;
        vfs->Randomness = &Randomness;
        vfs->Sleep = &Sleep;
        vfs->CurrentTime = &CurrentTime;
        vfs->GetLastError = &GetLastError;
        vfs->CurrentTimeInt64 = &CurrentTimeInt64;
        Assert.Equal(NativeSqlite.Ok, NativeSqlite.RegisterVfs((nint)vfs, makeDefault: 0));
        return vfs;
    }

    // SQLite names files by their real path, which on some systems is not the one that the test gave (a link in it).
    private static (FaultyFileSystem Files, string Path)? OwnerOf(byte* name)
    {
        string path = Marshal.PtrToStringUTF8((nint)name)!;
        foreach ((string folder, FaultyFileSystem files) in Owners)
        {
            string marker = Path.GetFileName(folder);
            int at = path.IndexOf(marker, StringComparison.Ordinal);
            if (at >= 0)
            {
                return (files, folder + path[(at + marker.Length)..]);
            }
        }

        return null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(SqliteVfs* vfs, byte* name, SqliteFile* file, int flags, int* outFlags)
    {
        file->Methods = null;
        (FaultyFileSystem Files, string Path)? owner = name is null ? null : OwnerOf(name);
        FaultyInode? inode = null;
        if (owner is { } known)
        {
            int refused = Guarded(() => inode = known.Files.OpenSqlite(known.Path, (flags & NativeSqlite.OpenCreate) != 0), ErrorCannotOpen);
            if (refused != NativeSqlite.Ok)
            {
                return refused;
            }
        }

        int result = System->Open(System, name, Inner(file), flags, outFlags);
        if (result == NativeSqlite.Ok)
        {
            file->State = inode is null ? 0 : GCHandle.ToIntPtr(GCHandle.Alloc(new OpenFile(owner!.Value.Files, inode)));
            file->Methods = Methods;
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(SqliteVfs* vfs, byte* name, int syncsFolder) => OwnerOf(name) is { } owner
        ? Guarded(() => owner.Files.DeleteSqlite(owner.Path, syncsFolder != 0), ErrorDelete, () => System->Delete(System, name, 0))
        : System->Delete(System, name, syncsFolder);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Access(SqliteVfs* vfs, byte* name, int flags, int* result) => System->Access(System, name, flags, result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullPathname(SqliteVfs* vfs, byte* name, int octets, byte* result) => System->FullPathname(System, name, octets, result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Randomness(SqliteVfs* vfs, int octets, byte* result) => System->Randomness(System, octets, result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(SqliteVfs* vfs, int microseconds) => System->Sleep(System, microseconds);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTime(SqliteVfs* vfs, double* result) => System->CurrentTime(System, result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetLastError(SqliteVfs* vfs, int octets, byte* result) => System->GetLastError(System, octets, result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTimeInt64(SqliteVfs* vfs, long* result) => System->CurrentTimeInt64(System, result);

    // No exception may leave a callback: SQLite hears what a disk would have said.
    private static int Guarded(Action step, int error, Func<int>? then = null)
    {
        try
        {
            step();
        }
        catch (DiskFullException)
        {
            return ErrorFull;
        }
        catch (IOException)
        {
            return error;
        }

        return then is null ? NativeSqlite.Ok : then();
    }

    private static SqliteFile* Inner(SqliteFile* file) => file + 1;

    private sealed record OpenFile(FaultyFileSystem Files, FaultyInode Inode);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Postroom.Store.Embedded.Sqlite;

namespace Postroom.Store.Embedded.Tests.Faults;

/// <content>One open file.</content>
internal static unsafe partial class FaultyVfs
{
    private static SqliteFileMethods* MakeMethods()
    {
        var methods = (SqliteFileMethods*)NativeMemory.AllocZeroed((nuint)sizeof(SqliteFileMethods));
        methods->Version = 2;
        methods->Close = &Close;
        methods->Read = &Read;
        methods->Write = &Write;
        methods->Truncate = &Truncate;
        methods->Sync = &Sync;
        methods->FileSize = &FileSize;
        methods->Lock = &Lock;
        methods->Unlock = &Unlock;
        methods->CheckReservedLock = &CheckReservedLock;
        methods->FileControl = &FileControl;
        methods->SectorSize = &SectorSize;
        methods->DeviceCharacteristics = &DeviceCharacteristics;
        methods->ShmMap = &ShmMap;
        methods->ShmLock = &ShmLock;
        methods->ShmBarrier = &ShmBarrier;
        methods->ShmUnmap = &ShmUnmap;
        return methods;
    }

    private static OpenFile? StateOf(SqliteFile* file) => file->State == 0 ? null : (OpenFile)GCHandle.FromIntPtr(file->State).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(SqliteFile* file)
    {
        if (file->State != 0)
        {
            GCHandle.FromIntPtr(file->State).Free();
            file->State = 0;
        }

        return Inner(file)->Methods->Close(Inner(file));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(SqliteFile* file, byte* buffer, int octets, long offset)
    {
        int refused = StateOf(file) is { } open ? Guarded(open.Files.ReadSqlite, ErrorRead) : NativeSqlite.Ok;
        return refused == NativeSqlite.Ok ? Inner(file)->Methods->Read(Inner(file), buffer, octets, offset) : refused;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(SqliteFile* file, byte* buffer, int octets, long offset)
    {
        int part = 0;
        int refused = StateOf(file) is { } open
            ? Guarded(() => open.Files.WriteSqlite(open.Inode, offset, new ReadOnlySpan<byte>(buffer, octets), out part), ErrorWrite)
            : NativeSqlite.Ok;
        int written = Inner(file)->Methods->Write(Inner(file), buffer, refused == NativeSqlite.Ok ? octets : part, offset);
        return refused == NativeSqlite.Ok ? written : refused;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(SqliteFile* file, long length)
    {
        int refused = StateOf(file) is { } open ? Guarded(() => open.Files.CutSqlite(open.Inode, length), ErrorTruncate) : NativeSqlite.Ok;
        return refused == NativeSqlite.Ok ? Inner(file)->Methods->Truncate(Inner(file), length) : refused;
    }

    // The disk is the simulated one: the real file need not reach any.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(SqliteFile* file, int flags) =>
        StateOf(file) is { } open ? Guarded(() => open.Files.SyncSqlite(open.Inode), ErrorSync) : Inner(file)->Methods->Sync(Inner(file), flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(SqliteFile* file, long* result) => Inner(file)->Methods->FileSize(Inner(file), result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(SqliteFile* file, int kind) => Inner(file)->Methods->Lock(Inner(file), kind);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(SqliteFile* file, int kind) => Inner(file)->Methods->Unlock(Inner(file), kind);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(SqliteFile* file, int* result) => Inner(file)->Methods->CheckReservedLock(Inner(file), result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(SqliteFile* file, int operation, nint argument) => Inner(file)->Methods->FileControl(Inner(file), operation, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(SqliteFile* file) => Inner(file)->Methods->SectorSize(Inner(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(SqliteFile* file) => Inner(file)->Methods->DeviceCharacteristics(Inner(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(SqliteFile* file, int region, int octets, int extends, nint* result) =>
        Inner(file)->Methods->ShmMap(Inner(file), region, octets, extends, result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(SqliteFile* file, int offset, int count, int flags) => Inner(file)->Methods->ShmLock(Inner(file), offset, count, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(SqliteFile* file) => Inner(file)->Methods->ShmBarrier(Inner(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(SqliteFile* file, int removes) => Inner(file)->Methods->ShmUnmap(Inner(file), removes);
}

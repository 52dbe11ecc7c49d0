using System.Runtime.InteropServices;

namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>sqlite3_vfs, version 2 (sqlite3.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteVfs
{
    internal int Version;
    internal int FileOctets;
    internal int MaxPathname;
    internal SqliteVfs* Next;
    internal byte* Name;
    internal nint AppData;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, SqliteFile*, int, int*, int> Open;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, int> Delete;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, int*, int> Access;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, byte*, int> FullPathname;
    internal nint DlOpen;
    internal nint DlError;
    internal nint DlSym;
    internal nint DlClose;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, int, byte*, int> Randomness;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, int, int> Sleep;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, double*, int> CurrentTime;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, int, byte*, int> GetLastError;
    internal delegate* unmanaged[Cdecl]<SqliteVfs*, long*, int> CurrentTimeInt64;
}

/// <summary>sqlite3_io_methods, version 2: without memory mapping, which nobody could put faults into.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFileMethods
{
    internal int Version;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int> Close;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Read;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Write;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, long, int> Truncate;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Sync;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, long*, int> FileSize;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Lock;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Unlock;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int*, int> CheckReservedLock;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int, nint, int> FileControl;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int> SectorSize;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int> DeviceCharacteristics;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int, int, int, nint*, int> ShmMap;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int, int, int, int> ShmLock;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, void> ShmBarrier;
    internal delegate* unmanaged[Cdecl]<SqliteFile*, int, int> ShmUnmap;
}

/// <summary>sqlite3_file with what <see cref="FaultyVfs"/> keeps of one; the system's own stands right behind it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFile
{
    internal SqliteFileMethods* Methods;
    internal nint State;
}

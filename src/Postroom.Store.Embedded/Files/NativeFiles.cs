using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Postroom.Store.Embedded.Files;

/// <summary>What .NET does not offer: fdatasync, a folder's fsync, hard links.</summary>
internal static partial class NativeFiles
{
    internal const int FullFSync = 51; // F_FULLFSYNC of macOS

    /// <summary>O_RDONLY with O_CLOEXEC where its value is known.</summary>
    internal static readonly int OpenDirectoryFlags = OperatingSystem.IsLinux() ? 0x80000 : 0;

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    internal static partial int SyncFileRange(SafeFileHandle file, long offset, long octets, uint what);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Fcntl(SafeFileHandle file, int command);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    internal static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(string existing, string path);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool CreateHardLink(string path, string existing, nint reserved);
}

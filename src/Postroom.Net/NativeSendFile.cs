using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Postroom.Net;

/// <summary>Linux's sendfile(2) on a non-blocking socket; .NET's own sends whole files only.</summary>
internal static partial class NativeSendFile
{
    private const long LargestPiece = 1 << 20; // so that one fast peer does not keep a thread for a whole large file

    /// <summary>Octets sent; 0 if none could be, for whatever reason: then an ordinary send finds out.</summary>
    public static long TrySend(Socket socket, SafeFileHandle file, long offset, long length)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return 0;
        nint sent = SendFile(socket.SafeHandle, file, ref offset, (nuint)Math.Min(length, LargestPiece));
        return Math.Max(0, sent);
    }

    // off_t is 64 bits wide on every 64-bit Linux, with glibc and musl alike.
    [LibraryImport("libc", EntryPoint = "sendfile")]
    private static partial nint SendFile(SafeSocketHandle socket, SafeFileHandle file, ref long offset, nuint count);
}

namespace Postroom.Store.Embedded.Files;

/// <summary>The file system, or this user's quota on it, has no space left.</summary>
internal sealed class DiskFullException : IOException
{
    internal DiskFullException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>True when <paramref name="exception"/> is the system's word for it.</summary>
    internal static bool Is(IOException exception) =>
        exception is DiskFullException ||
        (OperatingSystem.IsWindows()
            ? (exception.HResult & 0xFFFF) is 0x70 or 0x27 or 0x50F // ERROR_DISK_FULL, _HANDLE_DISK_FULL, _DISK_QUOTA_EXCEEDED
            : exception.HResult is 28 || exception.HResult == (OperatingSystem.IsMacOS() ? 69 : 122)); // ENOSPC, EDQUOT
}

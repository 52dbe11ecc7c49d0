using System.Runtime.InteropServices;

namespace Postroom.Server;

/// <summary>What the system refused to do with a file, as a sentence for the person: the path, and why in plain words.</summary>
internal static class SystemFailure
{
    private const int DiskFull = 0x70, HandleDiskFull = 0x27; // of Windows
    private const int FileExists = 17, NotAFolder = 20, InUse = 11, NoSpace = 28; // errno, which is what an IOException of Unix has as HResult

    /// <summary>True for what files and folders can fail with.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>True when the disk, or this user's share of it, has no room.</summary>
    public static bool IsFull(IOException e) => OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is DiskFull or HandleDiskFull
        : e.HResult == NoSpace || e.HResult == (OperatingSystem.IsMacOS() ? 69 : 122); // EDQUOT

    /// <summary>Such as: /mail/run cannot be used: there is a file in the way.</summary>
    public static string Sentence(Exception e) =>
        PathIn(e) is { } path ? $"{path} cannot be used: {Reason(e)}." : $"A file could not be read or written: {Reason(e)}.";

    /// <summary>Why, without a capital and a full stop.</summary>
    public static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "this user may not do that, or a folder is where a file should be",
        PathTooLongException => "the path is longer than this system allows",
        FileNotFoundException or DirectoryNotFoundException => "it is not there, or cannot be made there",
        { HResult: FileExists or NotAFolder } => "a file is in the way",
        { HResult: InUse } => "another program has it open",
        { HResult: > 0 and < 200 } when !OperatingSystem.IsWindows() => $"the system says \"{Marshal.GetPInvokeErrorMessage(e.HResult)}\"",
        _ => e.Message.TrimEnd('.'),
    };

    // The framework puts it between quotes in its own sentence.
    private static string? PathIn(Exception e)
    {
        int first = e.Message.IndexOf('\'', StringComparison.Ordinal), last = e.Message.LastIndexOf('\'');
        return e is FileNotFoundException { FileName: { } name } ? name : last > first + 1 ? e.Message[(first + 1)..last] : null;
    }
}

namespace Postroom.Store.Embedded.Files;

/// <summary>Another file would be one more than may be open: nothing is wrong with it, and later it can be opened.</summary>
internal sealed class TooManyFilesException : IOException
{
    internal TooManyFilesException() : base("As many files are open as this process may have.") { }

    /// <summary>True when <paramref name="exception"/> says so, or is the system's word for it.</summary>
    internal static bool Is(IOException exception) =>
        exception is TooManyFilesException ||
        (OperatingSystem.IsWindows()
            ? (exception.HResult & 0xFFFF) is 4 // ERROR_TOO_MANY_OPEN_FILES
            : exception.HResult is 23 or 24); // ENFILE, EMFILE
}

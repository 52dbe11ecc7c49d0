namespace Postroom.Store.Embedded.Files;

/// <summary>Counts the store's open files, so that whatever is asked of it leaves the process the handles that it needs besides: for clients, and for parts of
/// .NET, of which one that could not be loaded once is not loaded any more.</summary>
internal sealed class OpenFiles
{
    /// <summary>Of a connection to a database: itself, its WAL, and what the WAL's readers share.</summary>
    internal const int OfDatabase = 3;

    private int _open;

    /// <summary>All of this process's.</summary>
    internal static OpenFiles OfProcess { get; } = new();

    /// <summary>So many may be open.</summary>
    internal int Most { get; set; } = int.MaxValue;

    /// <summary>Before they are opened.</summary>
    /// <exception cref="TooManyFilesException">They are too many now.</exception>
    internal void Take(int files)
    {
        if (Interlocked.Add(ref _open, files) > Most)
        {
            Give(files);
            throw new TooManyFilesException();
        }
    }

    /// <summary>After they were closed, or could not be opened.</summary>
    internal void Give(int files) => Interlocked.Add(ref _open, -files);
}

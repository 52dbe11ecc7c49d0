using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Lanes;

namespace Postroom.Store.Embedded;

/// <summary>Tries whether the disk takes writes: who asks for the store's health hears it before somebody's mail does.</summary>
/// <remarks>One try at a time, on one of the writers' threads, and an answer is good for a second: however often it is asked for, the disk has little to do.</remarks>
internal sealed class DiskProbe(IFileSystem files, LanePool lanes, DiskReserve reserve, string path, TimeProvider time)
{
    private const int Octets = 4096;
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<string?>? _try;
    private long _triedAt;

    /// <summary>Why it does not, in words; null if it does.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Try().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return "the disk does not answer";
        }
    }

    private Task<string?> Try()
    {
        lock (_gate)
        {
            // One that still waits is the next one's too: a disk that hangs holds one thread.
            if (_try is null || (_try.IsCompleted && time.GetElapsedTime(_triedAt) >= GoodFor))
            {
                _triedAt = time.GetTimestamp();
                _try = lanes.RunAsync(Write);
            }

            return _try;
        }
    }

    private string? Write()
    {
        if (reserve.IsSpent)
        {
            return "the disk is full";
        }

        try
        {
            if (files.Exists(path))
            {
                files.Delete(path);
            }

            using (IFile file = files.Create(path))
            {
                file.Write(0, new byte[Octets]);
                file.Sync();
            }

            files.Delete(path);
            return null;
        }
        catch (DiskFullException)
        {
            return "the disk is full";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the data folder cannot be written: {e.Message}";
        }
    }
}

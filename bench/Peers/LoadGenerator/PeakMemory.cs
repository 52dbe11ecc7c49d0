namespace LoadGenerator;

/// <summary>The most memory that a server has while something goes on, looked at ten times a second.</summary>
internal static class PeakMemory
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Megabytes, of all its processes.</summary>
    public static double During(Server server, Action work)
    {
        long most = 0;
        using var done = new ManualResetEventSlim();
        var watch = new Thread(() =>
        {
            do
                most = Math.Max(most, server.Memory().Resident);
            while (!done.Wait(Look));
        });
        watch.Start();
        try
        {
            work();
        }
        finally
        {
            done.Set();
            watch.Join();
        }
        return most / 1e6;
    }
}

// What docs/adr/0001 rests on: the same messages and rows made durable with two syncs (pack, then SQLite at FULL) and with one (the pack is
// the log), in groups as 1, 4, 16 and 64 waiting clients make them; and what preallocation costs. Usage: CommitProtocols [folder].
using System.Diagnostics;
using System.Globalization;
using CommitProtocols;
using Postroom.Store.Embedded.Files;

string root = Path.Combine(args.Length > 0 ? args[0] : Path.GetTempPath(), $"commit-protocols-{Environment.ProcessId}");
Directory.CreateDirectory(root);
try
{
    Console.WriteLine("Appending 4 KiB + fdatasync, 2,000 times          per second");
    foreach (Preallocation way in Enum.GetValues<Preallocation>())
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {way,-20} {AppendRate(way),38:N0}"));
    }

    Console.WriteLine();
    Console.WriteLine("waiters   two syncs msg/s   p99 ms   one log msg/s   p99 ms   ratio");
    foreach (int waiters in (int[])[1, 4, 16, 64])
    {
        // Turn and turn about, three times each: the disk is shared with whatever else runs.
        var two = new List<Figure>();
        var one = new List<Figure>();
        for (int round = 0; round < 3; round++)
        {
            two.Add(Measure(new TwoSyncs(Path.Combine(root, $"two-{waiters}-{round}")), waiters));
            one.Add(Measure(new OneLog(Path.Combine(root, $"one-{waiters}-{round}")), waiters));
        }

        Figure a = Median(two);
        Figure b = Median(one);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{waiters,7} {a.PerSecond,17:N0} {a.Slowest,8:N2} {b.PerSecond,15:N0} {b.Slowest,8:N2} {b.PerSecond / a.PerSecond,7:N2}"));
    }
}
finally
{
    Directory.Delete(root, recursive: true);
}

static Figure Median(List<Figure> figures) => figures.OrderBy(static figure => figure.PerSecond).ElementAt(figures.Count / 2);

static Figure Measure(ICommitProtocol protocol, int waiters)
{
    using (protocol)
    {
        for (int i = 0; i < 20; i++)
        {
            protocol.Commit(waiters); // prepared statements, first allocation
        }

        int groups = Math.Max(100, 1_500 / (int)Math.Sqrt(waiters));
        double[] times = new double[groups];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < groups; i++)
        {
            long began = Stopwatch.GetTimestamp();
            protocol.Commit(waiters);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            protocol.AfterAnswer();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(times);
        return new Figure(groups * waiters / seconds, times[(int)(groups * 0.99)]);
    }
}

double AppendRate(Preallocation way)
{
    string path = Path.Combine(root, $"append-{way}");
    using IFile file = DiskFileSystem.Instance.Create(path);
    byte[] block = new byte[4096];
    const int Times = 2_000;
    long start = Stopwatch.GetTimestamp();
    for (long i = 0, allocated = 0; i < Times; i++)
    {
        long end = (i + 1) * block.Length;
        if (end > allocated && way != Preallocation.None)
        {
            long step = Math.Clamp(allocated, 256 * 1024, 8 * 1024 * 1024);
            if (way == Preallocation.WrittenZeros)
            {
                file.Allocate(allocated + step);
            }
            else if (NativeFiles.PosixFallocate(file.Handle!, allocated, step) != 0)
            {
                return 0;
            }

            allocated += step;
        }

        file.Write(i * block.Length, block);
        file.Sync();
    }

    return Times / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

internal readonly record struct Figure(double PerSecond, double Slowest);

internal enum Preallocation
{
    None,
    PosixFallocate,
    WrittenZeros,
}

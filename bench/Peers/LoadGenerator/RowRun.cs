using System.Diagnostics;

namespace LoadGenerator;

/// <summary>One round of a row on a server, while it runs: opens connections, and measures what it is told to.</summary>
internal sealed class RowRun(Server server, double seconds) : IDisposable
{
    private readonly List<ImapConnection> _connections = [];
    private readonly List<long> _laps = new(capacity: 1 << 16);
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _units, _octets, _ticks, _serverCpu;
    private TimeSpan _ownCpu;
    private double? _value;

    public Server Server => server;

    /// <summary>How long to repeat what is repeated.</summary>
    public double Seconds => seconds;

    /// <summary>Whether as much was measured as a round needs; where most of it is making ready, twice its time is enough.</summary>
    public bool IsEnough => Stopwatch.GetElapsedTime(0, _ticks).TotalSeconds >= seconds || (_laps.Count > 0 && Stopwatch.GetElapsedTime(_start).TotalSeconds >= 2 * seconds);

    public ImapConnection Login(string user) => Keep(ImapConnection.Login(server.Port, user));

    public ImapConnection Select(string user, string mailbox, int? exists = null) => Keep(ImapConnection.Select(server.Port, user, mailbox, exists));

    public ImapConnection Select(Box box) => Select(Box.Owner, box.Name, box.Count);

    public ImapConnection Keep(ImapConnection connection)
    {
        lock (_connections)
            _connections.Add(connection);
        return connection;
    }

    /// <summary>Measures one thing.</summary>
    public void Once(int units, Func<Answer> work)
    {
        Start(out long start, out long cpu, out TimeSpan own);
        long octets = work().Octets;
        long stop = Stopwatch.GetTimestamp();
        _laps.Add(stop - start);
        Stop(start, stop, cpu, own, units, octets);
    }

    /// <summary>Measures the same thing again and again until the round's time is over.</summary>
    /// <param name="units">What one time counts.</param>
    /// <param name="step">Gets how often it was called before.</param>
    /// <param name="sent">Octets that one time sends.</param>
    public void Repeat(int units, Func<int, Answer> step, int sent = 0) => Parallel(1, units, (_, i) => step(i), sent);

    /// <summary>The same on several connections, each with a thread.</summary>
    /// <param name="step">Gets the connection's number, and how often it was called for it before.</param>
    public void Parallel(int clients, int units, Func<int, int, Answer> step, int sent = 0)
    {
        var laps = new List<long>[clients];
        long[] octets = new long[clients];
        Start(out long start, out long cpu, out TimeSpan own);
        long end = start + (long)(seconds * Stopwatch.Frequency);
        Together(clients, Client);
        long stop = Stopwatch.GetTimestamp();
        int times = laps.Sum(static list => list.Count);
        foreach (List<long> list in laps)
            _laps.AddRange(list);
        Stop(start, stop, cpu, own, (long)times * units, octets.Sum() + ((long)times * sent));

        void Client(int client)
        {
            List<long> mine = laps[client] = new List<long>(1 << 14);
            for (long now = start; now < end; )
            {
                octets[client] += step(client, mine.Count).Octets;
                long then = Stopwatch.GetTimestamp();
                mine.Add(then - now);
                now = then;
            }
        }
    }

    /// <summary>Something on each of several connections at once, to its end; measures nothing.</summary>
    public static void Together(int clients, Action<int> work)
    {
        Exception? failure = null;
        if (clients == 1)
        {
            Client(0);
        }
        else
        {
            Thread[] threads = [.. Enumerable.Range(0, clients).Select(client => new Thread(() => Client(client)))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
        }
        if (failure is not null)
            throw new WrongAnswerException(failure.Message);

        void Client(int client)
        {
            try
            {
                work(client);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }

    /// <summary>The row's own figure, for rows that are no rates.</summary>
    public void Tell(double value) => _value = value;

    /// <summary>A lap timed elsewhere, of a row that is a cost.</summary>
    public void Lap(long ticks) => _laps.Add(ticks);

    public Sample Finish()
    {
        long[] laps = [.. _laps.Order()];
        double duration = Stopwatch.GetElapsedTime(0, _ticks).TotalSeconds;
        (long resident, long proportional) = server.Memory();
        return new Sample(
            _value ?? _units / duration, _octets / 1e6 / Math.Max(duration, 1e-9), Percentile(laps, 0.50), Percentile(laps, 0.95), Percentile(laps, 0.99),
            _serverCpu / 1e3 / Math.Max(1, _units), _serverCpu / 1e9 / Math.Max(duration, 1e-9), _ownCpu.TotalSeconds / Math.Max(duration, 1e-9), resident, proportional);
    }

    public void Dispose() => _connections.ForEach(static connection => connection.Dispose());

    private void Start(out long start, out long cpu, out TimeSpan own)
    {
        cpu = server.CpuNanoseconds();
        own = Environment.CpuUsage.TotalTime;
        start = Stopwatch.GetTimestamp();
    }

    private void Stop(long start, long stop, long cpu, TimeSpan own, long units, long octets)
    {
        _serverCpu += server.CpuNanoseconds() - cpu;
        _ownCpu += Environment.CpuUsage.TotalTime - own;
        _ticks += stop - start;
        _units += units;
        _octets += octets;
    }

    private static double Percentile(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : Stopwatch.GetElapsedTime(0, sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)]).TotalMilliseconds;
}

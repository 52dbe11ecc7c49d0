using System.Diagnostics;

namespace Postroom.Fuzz;

/// <summary>Feeds a target with its corpus, then with one input after another, until something breaks or the budget is used up.</summary>
internal sealed class FuzzRun
{
    // CPU, not time: a busy machine makes everything slow, and no input is large.
    private static readonly TimeSpan MaxCpu = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan EndlessCpu = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndlessWait = TimeSpan.FromMinutes(4);

    private readonly FuzzTarget _target;
    private readonly FuzzOptions _options;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private (string Origin, FuzzInput Input, TimeSpan At, TimeSpan Cpu)? _current;
    private long _inputs;
    private long _valid;
    private TimeSpan _slowest;

    private FuzzRun(FuzzTarget target, FuzzOptions options) => (_target, _options) = (target, options);

    public static async Task<FuzzReport> RunAsync(FuzzTarget target, FuzzOptions options)
    {
        var run = new FuzzRun(target, options);
        FuzzFailure? failure = await run.WatchAsync(Task.Run(run.FeedAllAsync));
        return new(target.Name, run._inputs, run._valid, run._watch.Elapsed, run._slowest, failure);
    }

    /// <summary>One input from outside.</summary>
    public static async Task<FuzzReport> RunAsync(FuzzTarget target, string name, byte[] octets)
    {
        var run = new FuzzRun(target, new());
        FuzzFailure? failure = await run.WatchAsync(Task.Run(() => run.FeedAsync(name, new(octets, IsValid: false, Seed: 0))));
        return new(target.Name, run._inputs, run._valid, run._watch.Elapsed, run._slowest, failure);
    }

    private async Task<FuzzFailure?> FeedAllAsync()
    {
        IReadOnlyList<(string Name, byte[] Octets)> corpus = Corpus.Of(_target.Name);
        foreach ((string name, byte[] octets) in _options.WithCorpus ? corpus : [])
        {
            if (await FeedAsync(name, new(octets, IsValid: false, Seed: 0)) is { } failure)
                return failure;
        }

        var cases = new FuzzCases(_target, corpus);
        TimeSpan said = TimeSpan.Zero;
        for (long i = 0; i < _options.Inputs && (i < _options.LeastInputs || _watch.Elapsed < _options.Budget); i++)
        {
            int seed = unchecked(_options.FirstSeed + (int)i);
            _options.Beginning(seed);
            if (await FeedAsync($"seed {seed}", cases.Of(seed)) is { } failure)
                return failure;
            if (_watch.Elapsed - said > TimeSpan.FromSeconds(30))
            {
                said = _watch.Elapsed;
                _options.Progress(new FuzzReport(_target.Name, _inputs, _valid, said, _slowest, null).ToString());
            }
        }

        return null;
    }

    private async Task<FuzzFailure?> FeedAsync(string origin, FuzzInput input)
    {
        Exception? fault = await TryAsync(origin, input);
        _inputs++;
        _valid += input.IsValid ? 1 : 0;
        return fault is null ? null : new(_target.Name, origin, input, await ShortenAsync(origin, input, fault), fault);
    }

    private async Task<Exception?> TryAsync(string origin, FuzzInput input)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetTotalAllocatedBytes();
        lock (_lock)
            _current = (origin, input, _watch.Elapsed, cpu);
        try
        {
            await _target.CheckAsync(input);
        }
#pragma warning disable CA1031 // Whatever it is, it is what we look for.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return fault;
        }
        finally
        {
            lock (_lock)
                _current = null;
        }

        allocated = GC.GetTotalAllocatedBytes() - allocated;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        _slowest = cpu > _slowest ? cpu : _slowest;
        return cpu > MaxCpu ? new FuzzViolationException($"It took {cpu.TotalSeconds:0.0} s of CPU.")
            : allocated > _target.MaxAllocated(input.Octets.Length) ? new FuzzViolationException($"It allocated {allocated >> 10} KiB.")
            : null;
    }

    // Pieces are left out while what is left still breaks in the same way. A valid input stays as it is: without a piece it may be none.
    private async Task<byte[]> ShortenAsync(string origin, FuzzInput input, Exception fault)
    {
        byte[] shortest = input.Octets;
        int tries = input.IsValid ? 0 : 400;
        for (int size = Math.Max(1, shortest.Length / 2); tries > 0; size /= 2)
        {
            for (int at = 0; at < shortest.Length && tries > 0;)
            {
                byte[] shorter = [.. shortest[..at], .. shortest[Math.Min(shortest.Length, at + size)..]];
                tries--;
                if ((await TryAsync(origin, input with { Octets = shorter }))?.GetType() == fault.GetType())
                    shortest = shorter;
                else
                    at += size;
            }

            if (size == 1)
                break;
        }

        return shortest;
    }

    // An input that never ends is told too; the thread that it holds is lost.
    private async Task<FuzzFailure?> WatchAsync(Task<FuzzFailure?> feeding)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await Task.WhenAny(feeding, timer.WaitForNextTickAsync().AsTask()) != feeding)
        {
            lock (_lock)
            {
                if (_current is not { } current)
                    continue;
                TimeSpan cpu = Environment.CpuUsage.TotalTime - current.Cpu;
                TimeSpan waited = _watch.Elapsed - current.At;
                if (cpu > EndlessCpu || waited > EndlessWait)
                {
                    var endless = new FuzzViolationException($"It does not end: {waited.TotalSeconds:0} s, {cpu.TotalSeconds:0} s of CPU.");
                    return new(_target.Name, current.Origin, current.Input, current.Input.Octets, endless);
                }
            }
        }

        return await feeding;
    }
}

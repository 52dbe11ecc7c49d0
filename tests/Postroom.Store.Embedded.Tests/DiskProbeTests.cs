using System.Diagnostics.Metrics;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Whether the disk takes writes, for who asks for the server's health; and what is counted and told where it does not.</summary>
public sealed class DiskProbeTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FaultyFileSystem _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_disk_that_is_full_or_broken_is_told_and_one_that_is_well_again_too()
    {
        var time = new ManualTime();
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files, time: time);
        Assert.Null(await engine.Store.WhyNotWritableAsync(default));
        _files.FailOnce(FaultyStep.Sync);
        Assert.Null(await engine.Store.WhyNotWritableAsync(default)); // an answer is good for a second
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("cannot be written", await engine.Store.WhyNotWritableAsync(default), StringComparison.Ordinal);
        _files.Space = 0;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("the disk is full", await engine.Store.WhyNotWritableAsync(default));
        _files.Space = 100_000_000;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await engine.Store.WhyNotWritableAsync(default));
        Assert.DoesNotContain(_files.Paths(), static path => path.EndsWith("probe", StringComparison.Ordinal));
    }

    /// <summary>All writers are busy with a disk that hangs: who asks waits five seconds, and one question waits for them.</summary>
    [Fact]
    public async Task A_disk_that_hangs_is_told_after_five_seconds()
    {
        var time = new ManualTime();
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files, time: time);
        using var hanging = new ManualResetEventSlim();
        Task<bool>[] busy = [.. Enumerable.Range(0, 2).Select(_ => engine.Store.Writers.RunAsync(() => hanging.Wait(TimeSpan.FromMinutes(1))))];
        Task<string?>[] asked = [engine.Store.WhyNotWritableAsync(default), engine.Store.WhyNotWritableAsync(default)];
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.All(await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(60)), static why => Assert.Equal("the disk does not answer", why));
        hanging.Set();
        Assert.All(await Task.WhenAll(busy), static done => Assert.True(done));
        Assert.Null(await engine.Store.WhyNotWritableAsync(default).WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Commits_that_fail_are_counted_by_why_and_a_sync_that_nobody_waits_for_is_told()
    {
        var time = new ManualTime();
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files, time: time);
        using var meter = new Meter("test");
        engine.Store.Measure(meter);
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == meter && instrument.Name == "postroom.store.failures")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (counted)
                counted.AddRange(Enumerable.Repeat((string)tags[0].Value!, (int)count));
        });
        listener.Start();

        await engine.AppendAsync((1, TestEngine.Message(1, 3000)));
        _files.Space = 0;
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => engine.AppendAsync([.. Enumerable.Range(10, 5).Select(static i => ((long)i, TestEngine.Message(i, 100_000)))]));
        _files.Space = 100_000_000;
        await engine.CommitAsync(Durability.Written, (2, "two"));
        _files.FailOnce(FaultyStep.Sync);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.Account.SyncAsync());
        lock (counted)
            Assert.Equal(["full", "io"], counted);
    }
}

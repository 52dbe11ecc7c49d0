using System.Diagnostics.Metrics;
using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded;

/// <summary>What the store counts and measures.</summary>
internal static class StoreMetrics
{
    /// <summary>Makes a store's instruments.</summary>
    public static void Make(Meter meter, EmbeddedStore store)
    {
        DiskFileSystem.Instance.Syncs = meter.CreateHistogram<double>("postroom.store.sync.duration", "s", "Syncs of files (fdatasync): what a commit waits for.");
        store.Failures = meter.CreateCounter<long>("postroom.store.failures", null, "Commits and syncs that failed: the disk was full, or did not do what it was told.");
        meter.CreateObservableGauge("postroom.store.writers.waiting", () => store.Writers.Waiting, null, "Commits and other writing work that waits for a lane.");
        meter.CreateObservableGauge("postroom.store.readers.waiting", () => store.Readers.Waiting, null, "Reading work that waits for a lane.");
        meter.CreateObservableGauge("postroom.store.unmoved", () => store.RecentOctets, "By", "Commits that are in the logs and not yet in mail.db: how far the index lags behind.");
    }
}

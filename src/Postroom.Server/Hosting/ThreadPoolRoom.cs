namespace Postroom.Server;

/// <summary>Callers of the store work on the pool's own threads (docs/adr/0004), so the pool has as many more from the beginning.</summary>
internal static class ThreadPoolRoom
{
    /// <summary>Callers that wait for the disk's flush at once; beyond them the store's lanes do it.</summary>
    internal const int Committing = 4;

    /// <summary>Callers that read at once: mostly from the system's cache, without waiting.</summary>
    internal static int Reading => Environment.ProcessorCount;

    /// <summary>So that what blocks there never keeps the others waiting until the pool notices. Only ever raises the pool's minimum.</summary>
    internal static void Make()
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + Committing + Reading), completions);
    }
}

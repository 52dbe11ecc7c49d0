namespace Postroom.Net;

/// <summary>How many threads may look for input at once, instead of sleeping until it comes (ADR 0015).</summary>
internal static class BusyPolling
{
    private const int MostPlaces = 8;

    // Half of the cores, and none where there is only one: who is waited for may need it.
    private static int s_free = Math.Min(Environment.ProcessorCount / 2, MostPlaces);

    /// <summary>Takes a place; false if there is none.</summary>
    internal static bool TryEnter()
    {
        if (Volatile.Read(ref s_free) <= 0)
            return false;
        if (Interlocked.Decrement(ref s_free) >= 0)
            return true;
        Interlocked.Increment(ref s_free);
        return false;
    }

    /// <summary>Gives it back.</summary>
    internal static void Leave() => Interlocked.Increment(ref s_free);
}

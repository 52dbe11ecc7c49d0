namespace Postroom.Store.Engine;

/// <summary>What an engine may ask of the thread that calls it, beyond what is known of the thread pool's.</summary>
public static class CallingThread
{
    [ThreadStatic]
    private static bool t_mayWait;

    /// <summary>True if this thread may wait for a disk for a moment as the thread pool's may: whoever owns it has others for what comes meanwhile.</summary>
    public static bool MayWait
    {
        get => t_mayWait;
        set => t_mayWait = value;
    }
}

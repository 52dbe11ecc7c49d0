namespace Postroom.Store.Memory;

/// <summary>Decides how often a call yields: what finds code that leans on calls completing at once.</summary>
internal sealed class MemoryPace(int? seed)
{
    private readonly Lock _gate = new();
    private readonly Random? _random = seed is { } given ? new Random(given) : null;

    internal async ValueTask StepAsync()
    {
        if (_random is null)
        {
            return;
        }

        int yields;
        lock (_gate)
        {
            yields = _random.Next(4);
        }

        for (int i = 0; i < yields; i++)
        {
            await Task.Yield();
        }
    }
}

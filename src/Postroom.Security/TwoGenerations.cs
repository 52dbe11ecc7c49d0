using System.Diagnostics.CodeAnalysis;

namespace Postroom.Security;

/// <summary>A map that never holds more than its limit: the entries not used for longest go, half of the map at a time.</summary>
/// <remarks>Not thread-safe: its owner locks.</remarks>
internal sealed class TwoGenerations<TKey, TValue>(int limit)
    where TKey : notnull
{
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    public int Count => _young.Count + _old.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
            return true;
        if (!_old.Remove(key, out value))
            return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        _old.Remove(key);
        _young[key] = value;
        if (_young.Count < limit / 2)
            return;
        _old = _young;
        _young = [];
    }

    public void Remove(TKey key)
    {
        _young.Remove(key);
        _old.Remove(key);
    }
}

using System.Buffers;

namespace Postroom.Store.Engine;

/// <summary>Rows copied out of an engine into pooled memory. Dispose it when done; its values are gone then.</summary>
public sealed class RowSet : IDisposable
{
    private readonly List<(RowKey Key, int Start, int Length)> _rows;
    private byte[] _bytes;
    private int _used;

    /// <summary>Empty, with room for <paramref name="rows"/> rows of ordinary size before it has to grow.</summary>
    public RowSet(int rows = 0)
    {
        _rows = new(rows);
        _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(4096, rows * 1024));
    }

    /// <summary>How many rows are in it.</summary>
    public int Count => _rows.Count;

    /// <summary>Octets of all values together.</summary>
    public int ValueOctets => _used;

    /// <summary>True when a scan stopped at its bound and not at its end: go on after the last key.</summary>
    public bool HasMore { get; set; }

    /// <summary>The key of row <paramref name="index"/>.</summary>
    public RowKey Key(int index) => _rows[index].Key;

    /// <summary>The value of row <paramref name="index"/>: valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Value(int index) => _bytes.AsMemory(_rows[index].Start, _rows[index].Length);

    /// <summary>For engines: copies one more row in.</summary>
    public void Add(RowKey key, ReadOnlySpan<byte> value)
    {
        if (_bytes.Length - _used < value.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _used + value.Length));
            _bytes.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        value.CopyTo(_bytes.AsSpan(_used));
        _rows.Add((key, _used, value.Length));
        _used += value.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _rows.Clear();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Postroom.Imap;

/// <summary>Values by ASCII name without case, looked up from bytes without allocation: commands, FETCH items, response codes.</summary>
/// <remarks>Never changes after it is built; safe to read from any thread.</remarks>
/// <typeparam name="T">What a name stands for.</typeparam>
public sealed class AsciiNameTable<T>
{
    // Side by side and filled by hand: pairs and LINQ over them would be compiled anew for each T while the server starts.
    private readonly byte[][] _names;
    private readonly T[] _values;
    private readonly int[] _slots; // index + 1 into both, 0 is free; open addressing, at most half full

    /// <summary>Builds the table; of two equal names the later one wins.</summary>
    /// <exception cref="ArgumentException">A name is empty or not ASCII.</exception>
    public AsciiNameTable(IEnumerable<KeyValuePair<string, T>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var indexes = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var names = new List<byte[]>();
        var values = new T[16];
        foreach ((string name, T value) in entries)
        {
            if (name.Length == 0 || !System.Text.Ascii.IsValid(name))
            {
                throw new ArgumentException("A name has at least one character and is ASCII.", nameof(entries));
            }

            if (!indexes.TryGetValue(name, out int index))
            {
                index = names.Count;
                indexes.Add(name, index);
                names.Add(Encoding.ASCII.GetBytes(name.ToUpperInvariant()));
                if (index == values.Length)
                {
                    Array.Resize(ref values, index * 2);
                }
            }

            values[index] = value;
        }

        _names = names.ToArray();
        _values = values;
        _slots = new int[Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)_names.Length * 2))];
        for (int i = 0; i < _names.Length; i++)
        {
            int slot = Hash(_names[i]) & (_slots.Length - 1);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    /// <summary>How many names there are.</summary>
    public int Count => _names.Length;

    /// <summary>The names, in capitals.</summary>
    public IEnumerable<string> Names => _names.Select(Encoding.ASCII.GetString);

    /// <summary>Finds what <paramref name="name"/> stands for; false if nothing does.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, [MaybeNullWhen(false)] out T value)
    {
        int slot = Hash(name) & (_slots.Length - 1);
        while (_slots[slot] is int index and not 0)
        {
            if (Ascii.EqualsIgnoreCase(_names[index - 1], name))
            {
                value = _values[index - 1];
                return true;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        value = default;
        return false;
    }

    /// <summary>Adds all there is, names in capitals, in the order of registration.</summary>
    internal void CopyTo(List<KeyValuePair<string, T>> entries)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            entries.Add(new(Encoding.ASCII.GetString(_names[i]), _values[i]));
        }
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261; // FNV-1a over capitals; the names are ours, not a stranger's, so no seed is needed
        foreach (byte octet in name)
        {
            hash = (hash ^ Ascii.ToUpper(octet)) * 16777619;
        }

        return (int)(hash ^ (hash >> 15));
    }
}

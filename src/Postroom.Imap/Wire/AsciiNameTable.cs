using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Postroom.Imap;

/// <summary>Values by ASCII name without case, looked up from bytes without allocation: commands, FETCH items, response codes.</summary>
/// <remarks>Never changes after it is built; safe to read from any thread.</remarks>
/// <typeparam name="T">What a name stands for.</typeparam>
public sealed class AsciiNameTable<T>
{
    private readonly (byte[] Name, T Value)[] _entries;
    private readonly int[] _slots; // index + 1 into _entries, 0 is free; open addressing, at most half full

    /// <summary>Builds the table; of two equal names the later one wins.</summary>
    /// <exception cref="ArgumentException">A name is empty or not ASCII.</exception>
    public AsciiNameTable(IEnumerable<KeyValuePair<string, T>> entries)
    {
        var byName = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, T value) in entries)
        {
            if (name.Length == 0 || !System.Text.Ascii.IsValid(name))
            {
                throw new ArgumentException("A name has at least one character and is ASCII.", nameof(entries));
            }

            byName[name] = value;
        }

        _entries = byName.Select(static entry => (Encoding.ASCII.GetBytes(entry.Key.ToUpperInvariant()), entry.Value)).ToArray();
        _slots = new int[Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)_entries.Length * 2))];
        for (int i = 0; i < _entries.Length; i++)
        {
            int slot = Hash(_entries[i].Name) & (_slots.Length - 1);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    /// <summary>How many names there are.</summary>
    public int Count => _entries.Length;

    /// <summary>The names, in capitals.</summary>
    public IEnumerable<string> Names => _entries.Select(static entry => Encoding.ASCII.GetString(entry.Name));

    /// <summary>Finds what <paramref name="name"/> stands for; false if nothing does.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, [MaybeNullWhen(false)] out T value)
    {
        int slot = Hash(name) & (_slots.Length - 1);
        while (_slots[slot] is int index and not 0)
        {
            if (Ascii.EqualsIgnoreCase(_entries[index - 1].Name, name))
            {
                value = _entries[index - 1].Value;
                return true;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        value = default;
        return false;
    }

    internal IEnumerable<KeyValuePair<string, T>> Entries =>
        _entries.Select(static entry => KeyValuePair.Create(Encoding.ASCII.GetString(entry.Name), entry.Value));

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

using System.Numerics;

namespace Postroom.Store.State;

/// <summary>An immutable map: the next one shares all but a path of it. Found by hash, five bits a level; in no order.</summary>
/// <remarks>
/// Not the framework's: of its immutable dictionaries over our types nothing can be compiled beforehand, and each is a score of methods and types to
/// the first login after a start. Hashes that are equal make a chain: keys are numbers and random identities, which nobody outside chooses.
/// </remarks>
internal sealed class SharedMap<TKey, TValue>
    where TKey : struct, IEquatable<TKey>
{
    private const int BitsALevel = 5;
    private readonly Node? _root;

    /// <summary>An empty one; none is shared, as a static field would be made by code that cannot be compiled beforehand.</summary>
    internal SharedMap()
    {
    }

    private SharedMap(Node? root, int count) => (_root, Count) = (root, count);

    internal int Count { get; }

    internal static SharedMap<TKey, TValue> From(Dictionary<TKey, TValue> entries)
    {
        var map = new SharedMap<TKey, TValue>();
        foreach ((TKey key, TValue value) in entries)
        {
            map = map.With(key, value);
        }

        return map;
    }

    /// <summary>The value of a key that is there.</summary>
    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    internal TValue this[TKey key] => Find(key) is { } entry ? entry.Value : throw new KeyNotFoundException($"No {key}.");

    /// <summary>The key with its value; null when it is not there.</summary>
    internal Entry? Find(TKey key)
    {
        int hash = key.GetHashCode();
        Node? node = _root;
        for (int shift = 0; node is Branch branch; shift += BitsALevel)
        {
            node = branch.ChildFor(hash >>> shift);
        }

        var entry = (Entry?)node;
        while (entry is not null && !entry.Key.Equals(key))
        {
            entry = entry.Next;
        }

        return entry;
    }

    /// <summary>With <paramref name="value"/> for <paramref name="key"/>, in place of what it had.</summary>
    internal SharedMap<TKey, TValue> With(TKey key, TValue value)
    {
        int hash = key.GetHashCode();
        return new(With(_root, 0, hash, key, value), Find(key) is null ? Count + 1 : Count);
    }

    /// <summary>Without <paramref name="key"/>; the same object when it is not there.</summary>
    internal SharedMap<TKey, TValue> Without(TKey key) =>
        Find(key) is null ? this : new(Without(_root!, 0, key.GetHashCode(), key), Count - 1);

    /// <summary>Without all keys that are <paramref name="gone"/>; the same object when none is.</summary>
    internal SharedMap<TKey, TValue> Without(Func<TKey, bool> gone)
    {
        SharedMap<TKey, TValue> rest = this;
        foreach (Entry entry in Entries())
        {
            rest = gone(entry.Key) ? rest.Without(entry.Key) : rest;
        }

        return rest;
    }

    /// <summary>All there are.</summary>
    internal Entry[] Entries()
    {
        var entries = new Entry[Count];
        int at = 0;
        Add(_root, entries, ref at);
        return entries;
    }

    private static Node With(Node? node, int shift, int hash, TKey key, TValue value) => node switch
    {
        null => new Entry(hash, key, value, null),
        Branch branch => branch.With(hash >>> shift, With(branch.ChildFor(hash >>> shift), shift + BitsALevel, hash, key, value)),
        Entry entry when entry.Hash == hash => new Entry(hash, key, value, Unchained(entry, key)),
        Entry entry => With(new Branch(entry.Hash >>> shift, entry), shift, hash, key, value),
        _ => throw new InvalidOperationException("No such node."),
    };

    private static Node? Without(Node node, int shift, int hash, TKey key)
    {
        if (node is not Branch branch)
        {
            return Unchained((Entry)node, key);
        }

        Node? child = Without(branch.ChildFor(hash >>> shift)!, shift + BitsALevel, hash, key);
        return child is null ? branch.Without(hash >>> shift)
            : child is Entry && branch.Children.Length == 1 ? child
            : branch.With(hash >>> shift, child);
    }

    private static Entry? Unchained(Entry? chain, TKey key) =>
        chain is null ? null
        : chain.Key.Equals(key) ? chain.Next
        : new Entry(chain.Hash, chain.Key, chain.Value, Unchained(chain.Next, key));

    private static void Add(Node? node, Entry[] entries, ref int at)
    {
        if (node is Branch branch)
        {
            foreach (Node child in branch.Children)
            {
                Add(child, entries, ref at);
            }
        }

        for (var entry = node as Entry; entry is not null; entry = entry.Next)
        {
            entries[at++] = entry;
        }
    }

    internal abstract class Node;

    /// <summary>A key and its value, and those of the same hash.</summary>
    internal sealed class Entry(int hash, TKey key, TValue value, Entry? next) : Node
    {
        internal TKey Key => key;

        internal TValue Value => value;

        internal int Hash => hash;

        internal Entry? Next => next;
    }

    // Up to 32 children, by the lowest bits of what is left of the hash. One that has a single child has a branch there: a single entry stands in its place.
    private sealed class Branch : Node
    {
        private readonly uint _taken;
        private readonly Node[] _children;

        internal Branch(int hash, Node child)
            : this(Bit(hash), [child])
        {
        }

        private Branch(uint taken, Node[] children) => (_taken, _children) = (taken, children);

        internal ReadOnlySpan<Node> Children => _children;

        internal Node? ChildFor(int hash) => (_taken & Bit(hash)) == 0 ? null : _children[At(hash)];

        internal Branch With(int hash, Node child)
        {
            int at = At(hash);
            int rest = (_taken & Bit(hash)) == 0 ? at : at + 1;
            return new(_taken | Bit(hash), [.. _children[..at], child, .. _children[rest..]]);
        }

        internal Node? Without(int hash)
        {
            int at = At(hash);
            Node[] children = [.. _children[..at], .. _children[(at + 1)..]];
            return children is [] ? null : children is [Entry only] ? only : new Branch(_taken & ~Bit(hash), children);
        }

        private static uint Bit(int hash) => 1u << (hash & 31);

        private int At(int hash) => BitOperations.PopCount(_taken & (Bit(hash) - 1));
    }
}

using System.Collections;
using System.Runtime.CompilerServices;

namespace Postroom.Imap;

/// <summary>Flags, each once, in the order they came; equal to another with the same flags in any order.</summary>
[CollectionBuilder(typeof(FlagList), nameof(Create))]
public sealed class FlagList : IReadOnlyList<Flag>, IEquatable<FlagList>
{
    private readonly Flag[] _flags;

    private FlagList(Flag[] flags)
    {
        _flags = flags;
        foreach (Flag flag in flags)
        {
            System |= flag.System;
        }
    }

    /// <summary>No flag.</summary>
    public static FlagList Empty { get; } = new([]);

    /// <summary>The system flags in it, as bits.</summary>
    public SystemFlags System { get; }

    /// <summary>The keywords in it.</summary>
    public IEnumerable<Flag> Keywords => _flags.Where(static flag => flag.IsKeyword);

    /// <inheritdoc/>
    public int Count => _flags.Length;

    /// <summary>No flag.</summary>
    public bool IsEmpty => _flags.Length == 0;

    /// <summary>The flags.</summary>
    public ReadOnlySpan<Flag> Span => _flags;

    /// <inheritdoc/>
    public Flag this[int index] => _flags[index];

    /// <summary>The flags given, each once.</summary>
    public static FlagList Create(ReadOnlySpan<Flag> flags)
    {
        if (flags.IsEmpty)
        {
            return Empty;
        }

        if (flags.Length == 1)
        {
            return new([flags[0]]);
        }

        var seen = new HashSet<Flag>();
        var list = new List<Flag>(flags.Length);
        foreach (Flag flag in flags)
        {
            if (seen.Add(flag))
            {
                list.Add(flag);
            }
        }

        return new(list.ToArray());
    }

    /// <summary>True if <paramref name="flag"/> is in it.</summary>
    public bool Contains(Flag flag) => Array.IndexOf(_flags, flag) >= 0;

    /// <inheritdoc/>
    public IEnumerator<Flag> GetEnumerator() => ((IEnumerable<Flag>)_flags).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Same flags.</summary>
    public bool Equals(FlagList? other) => other is not null && Count == other.Count && (Count == 0 || _flags.ToHashSet().SetEquals(other._flags));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FlagList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = 0; // order does not count
        foreach (Flag flag in _flags)
        {
            hash ^= flag.GetHashCode();
        }

        return hash;
    }

    /// <summary>As on the wire, in parentheses.</summary>
    public override string ToString() => "(" + string.Join(' ', _flags) + ")";
}

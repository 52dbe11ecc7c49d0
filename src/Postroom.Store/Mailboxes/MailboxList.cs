using System.Collections;
using System.Collections.Immutable;
using Postroom.Imap;

namespace Postroom.Store;

/// <summary>An account's mailboxes at one moment, by name: INBOX first, then in ordinal order. Immutable.</summary>
/// <remarks>A parent that was never made has no row: it is a name for which <see cref="HasChildren"/> holds (\NonExistent).</remarks>
public sealed class MailboxList : IReadOnlyList<MailboxInfo>
{
    private readonly MailboxName[] _names;
    private readonly long[] _keys;
    private readonly ImmutableDictionary<MailboxId, long> _byId;
    private readonly ImmutableDictionary<long, MailboxInfo> _rows;

    private MailboxList(MailboxName[] names, long[] keys, ImmutableDictionary<MailboxId, long> byId, ImmutableDictionary<long, MailboxInfo> rows) =>
        (_names, _keys, _byId, _rows) = (names, keys, byId, rows);

    /// <summary>No mailbox.</summary>
    internal static MailboxList None { get; } = new([], [], ImmutableDictionary<MailboxId, long>.Empty, ImmutableDictionary<long, MailboxInfo>.Empty);

    /// <inheritdoc/>
    public MailboxInfo this[int index] => _rows[_keys[index]];

    /// <inheritdoc/>
    public int Count => _names.Length;

    internal static MailboxList From(IReadOnlyCollection<MailboxInfo> rows)
    {
        MailboxInfo[] sorted = [.. rows.OrderBy(static row => row.Name)];
        return new(
            [.. sorted.Select(static row => row.Name)],
            [.. sorted.Select(static row => row.Key.Value)],
            rows.ToImmutableDictionary(static row => row.Id, static row => row.Key.Value),
            rows.ToImmutableDictionary(static row => row.Key.Value));
    }

    /// <summary>The row with this name, selectable or not; null when there is none.</summary>
    public MailboxInfo? Find(MailboxName name) => Array.BinarySearch(_names, name) is var at and >= 0 ? _rows[_keys[at]] : null;

    /// <summary>The mailbox with this identity, or null.</summary>
    public MailboxInfo? Find(MailboxId id) => _byId.TryGetValue(id, out long key) ? _rows[key] : null;

    /// <summary>The mailbox with this key, or null.</summary>
    public MailboxInfo? Find(MailboxKey key) => _rows.GetValueOrDefault(key.Value);

    /// <summary>True if mailboxes lie below <paramref name="name"/>, which need not exist itself.</summary>
    public bool HasChildren(MailboxName name) => FirstBelow(name) is var at && at < _names.Length && _names[at].IsBelow(name);

    /// <summary>All rows below <paramref name="name"/>, at any depth, in order.</summary>
    public IEnumerable<MailboxInfo> Below(MailboxName name)
    {
        for (int at = FirstBelow(name); at < _names.Length && _names[at].IsBelow(name); at++)
        {
            yield return _rows[_keys[at]];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<MailboxInfo> GetEnumerator()
    {
        foreach (long key in _keys)
        {
            yield return _rows[key];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>With <paramref name="row"/> in place of the one with its key. Only a new or other name costs work in the number of mailboxes.</summary>
    internal MailboxList With(MailboxInfo row)
    {
        ImmutableDictionary<long, MailboxInfo> rows = _rows.SetItem(row.Key.Value, row);
        if (_rows.TryGetValue(row.Key.Value, out MailboxInfo? old))
        {
            if (old.Name == row.Name && old.Id == row.Id)
            {
                return new(_names, _keys, _byId, rows);
            }

            return Without(old.Key).With(row);
        }

        int at = ~Array.BinarySearch(_names, row.Name);
        return new([.. _names[..at], row.Name, .. _names[at..]], [.. _keys[..at], row.Key.Value, .. _keys[at..]], _byId.SetItem(row.Id, row.Key.Value), rows);
    }

    internal MailboxList Without(MailboxKey key)
    {
        if (!_rows.TryGetValue(key.Value, out MailboxInfo? row))
        {
            return this;
        }

        int at = Array.BinarySearch(_names, row.Name);
        return new([.. _names[..at], .. _names[(at + 1)..]], [.. _keys[..at], .. _keys[(at + 1)..]], _byId.Remove(row.Id), _rows.Remove(key.Value));
    }

    // "foo/" sorts behind "foo" and "foo-x": what is below "foo" stands together there.
    private int FirstBelow(MailboxName name)
    {
        string prefix = name.Value + MailboxName.Separator;
        int low = 0, high = _names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_names[middle].IsInbox || string.CompareOrdinal(_names[middle].Value, prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

using System.Collections.Concurrent;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>What commit groups changed that mail.db does not have yet: rows and messages' places, each with the group that it came with.</summary>
/// <remarks>
/// One thread adds (the account's lane), any number reads without a lock. A reader says up to which group it looks, so that it sees whole groups only;
/// an older version of a row stays behind the newer one for those who look from before.
/// </remarks>
internal sealed class RecentRows(long sequence)
{
    // One thread writes.
    private const int Writers = 1;

    private readonly ConcurrentDictionary<RowKey, Version>?[] _tables = new ConcurrentDictionary<RowKey, Version>?[TableShape.Count];
    private ConcurrentDictionary<long, Version>? _places;
    private long _last = sequence;

    /// <summary>The last group that is in, or the last that mail.db has.</summary>
    internal long Last => Volatile.Read(ref _last);

    /// <summary>How many groups are in.</summary>
    internal int Groups { get; private set; }

    /// <summary>Octets that they have in memory, about.</summary>
    internal long Octets { get; private set; }

    /// <summary>Behind the last group.</summary>
    internal LogPosition Position { get; private set; }

    /// <summary>Takes a group whose values stand in <paramref name="body"/>, as the log has it: kept, so that no row is copied.</summary>
    internal void Add(LoggedGroup group, ReadOnlyMemory<byte> body, LogPosition position)
    {
        int at = GroupCodec.FirstValue;
        foreach (RowWrite row in group.Rows)
        {
            ReadOnlyMemory<byte> value = default;
            if (row.Value is { } written)
            {
                value = body.Slice(at, written.Length);
            }

            at += GroupCodec.RowOctets + value.Length;
            SetRow(row, group.Sequence, value);
        }

        AddPlaces(group, body.Length, position);
    }

    /// <summary>Takes a group that was read from the log: its rows' values are its own.</summary>
    internal void Add(LoggedGroup group, LogPosition position)
    {
        foreach (RowWrite row in group.Rows)
        {
            SetRow(row, group.Sequence, row.Value.GetValueOrDefault());
        }

        AddPlaces(group, GroupCodec.Measure(group), position);
    }

    /// <summary>Takes new places of messages, and the position to go with them; no group. For opening, before anybody reads.</summary>
    internal void Move(IEnumerable<(EmailKey Email, BlobPlace Place)> moves, LogPosition position)
    {
        foreach ((EmailKey email, BlobPlace place) in moves.ToList())
        {
            SetPlace(email, _last, place, isThere: true);
            Octets += Version.Octets;
        }

        Groups++; // there is something to move, if only the position
        Position = position;
    }

    private void AddPlaces(LoggedGroup group, int octets, LogPosition position)
    {
        foreach ((EmailKey email, BlobPlace place) in group.Blobs)
        {
            SetPlace(email, group.Sequence, place, isThere: true);
        }

        foreach (EmailKey email in group.RemovedBlobs)
        {
            SetPlace(email, group.Sequence, default, isThere: false);
        }

        Groups++;
        Octets += octets + (Version.Octets * (group.Rows.Count + group.Blobs.Count + group.RemovedBlobs.Count));
        Position = position;
        Volatile.Write(ref _last, group.Sequence); // from here on readers see it, all of it
    }

    /// <summary>True when the groups up to <paramref name="upTo"/> put or removed the row; <paramref name="value"/> is null then if they removed it.</summary>
    internal bool TryGet(StoreTable table, RowKey key, long upTo, out ReadOnlyMemory<byte>? value)
    {
        Version? version = Volatile.Read(ref _tables[(int)table])?.GetValueOrDefault(key)?.At(upTo);
        value = version is { IsThere: true } ? version.Value : default(ReadOnlyMemory<byte>?);
        return version is not null;
    }

    /// <summary>The same for a message's place.</summary>
    internal bool TryGetPlace(EmailKey email, long upTo, out BlobPlace? place)
    {
        Version? version = Volatile.Read(ref _places)?.GetValueOrDefault(email.Value)?.At(upTo);
        place = version is { IsThere: true } ? version.Place : null;
        return version is not null;
    }

    /// <summary>Rows of a range that were put (with their value) or removed (without) up to a group, in order; null when there are none.</summary>
    internal List<(RowKey Key, ReadOnlyMemory<byte>? Value)>? Range(StoreTable table, RowKey from, RowKey to, long upTo)
    {
        if (Volatile.Read(ref _tables[(int)table]) is not { } rows)
        {
            return null;
        }

        List<(RowKey Key, ReadOnlyMemory<byte>? Value)>? found = null;
        foreach ((RowKey key, Version newest) in rows)
        {
            if (!(key < from) && !(to < key) && newest.At(upTo) is { } version)
            {
                (found ??= []).Add((key, version.IsThere ? version.Value : default(ReadOnlyMemory<byte>?)));
            }
        }

        found?.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return found;
    }

    /// <summary>What became of all rows of a table, in order: for moving them to mail.db.</summary>
    internal IEnumerable<RowWrite> Rows(StoreTable table) =>
        (Range(table, new RowKey(long.MinValue, long.MinValue), new RowKey(long.MaxValue, long.MaxValue), long.MaxValue) ?? [])
        .Select(row => new RowWrite(table, row.Key, row.Value));

    /// <summary>What became of all places, in order; null where a message was removed.</summary>
    internal IEnumerable<(EmailKey Email, BlobPlace? Place)> Places() => _places is not { } places
        ? []
        : places.OrderBy(static pair => pair.Key).Select(static pair => (new EmailKey(pair.Key), pair.Value.IsThere ? pair.Value.Place : default(BlobPlace?)));

    private static ConcurrentDictionary<TKey, Version> New<TKey>() where TKey : notnull => new(Writers, capacity: 31);

    private void SetRow(RowWrite row, long group, ReadOnlyMemory<byte> value)
    {
        ConcurrentDictionary<RowKey, Version> table = _tables[(int)row.Table] ??= New<RowKey>();
        table[row.Key] = new Version(group, row.Value is not null, value, default, table.GetValueOrDefault(row.Key));
    }

    private void SetPlace(EmailKey email, long group, BlobPlace place, bool isThere)
    {
        ConcurrentDictionary<long, Version> places = _places ??= New<long>();
        places[email.Value] = new Version(group, isThere, default, place, places.GetValueOrDefault(email.Value));
    }

    /// <summary>What one group made of a row or a place.</summary>
    private sealed class Version(long group, bool isThere, ReadOnlyMemory<byte> value, BlobPlace place, Version? older)
    {
        /// <summary>With its entry in a table.</summary>
        internal const int Octets = 160;

        internal bool IsThere => isThere;

        internal ReadOnlyMemory<byte> Value => value;

        internal BlobPlace Place => place;

        /// <summary>What stood after group <paramref name="upTo"/>; null when none up to it touched the row.</summary>
        internal Version? At(long upTo)
        {
            Version? version = this;
            while (version is not null && version.Group > upTo)
            {
                version = version.Older;
            }

            return version;
        }

        private long Group => group;

        private Version? Older => older;
    }
}

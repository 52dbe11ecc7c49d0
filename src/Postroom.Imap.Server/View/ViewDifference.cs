using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What lies between what the client knows and what is: found by walking both, skipping every chunk that is the same object.</summary>
internal sealed class ViewDifference
{
    private readonly ViewMessages _view;
    private readonly ViewMessages _now;
    private int _newChunk; // where in _now the messages begin that the view does not show
    private int _newIndex;

    private ViewDifference(ViewMessages view, ViewMessages now) => (_view, _now) = (view, now);

    /// <summary>Sequence numbers in the view of messages that are gone, ascending.</summary>
    internal List<int> Gone { get; } = [];

    /// <summary>How many messages came.</summary>
    internal int Added { get; private set; }

    internal static ViewDifference Between(ViewMessages view, MailboxSnapshot now)
    {
        var difference = new ViewDifference(view, ViewMessages.Of(now));
        if (difference._now != view)
        {
            difference.Walk();
        }

        return difference;
    }

    /// <summary>The view once everything of this was told.</summary>
    internal ViewMessages WithAll() => Gone.Count == 0 && Added == 0 ? _view : _now;

    /// <summary>The view once the new messages were told, and those that are gone were not.</summary>
    internal ViewMessages WithAdded()
    {
        if (Added == 0)
        {
            return _view;
        }

        if (Gone.Count == 0)
        {
            return _now;
        }

        List<ViewChunk> chunks = [.. _view.Chunks];
        for (int chunk = _newChunk, index = _newIndex; chunk < _now.Chunks.Length; chunk++, index = 0)
        {
            Append(chunks, _now.Chunks[chunk], index);
        }

        return new([.. chunks]);
    }

    /// <summary>The view once what is gone was told, and the new messages were not.</summary>
    internal ViewMessages WithoutGone()
    {
        if (Gone.Count == 0)
        {
            return _view;
        }

        List<ViewChunk> chunks = [.. _now.Chunks[.._newChunk]];
        if (_newIndex > 0)
        {
            chunks.Add(new(_now.Chunks[_newChunk].Uids[.._newIndex].ToArray()));
        }

        return Added == 0 ? _now : new([.. chunks]);
    }

    // Single arrivals during a long hold-back must not make a chunk each.
    private static void Append(List<ViewChunk> chunks, ViewChunk from, int index)
    {
        if (index == 0)
        {
            chunks.Add(from);
            return;
        }

        ReadOnlySpan<uint> added = from.Uids[index..];
        if (added.IsEmpty)
        {
            return;
        }

        if (chunks.Count > 0 && chunks[^1] is { IsOwn: true } last && last.Count + added.Length <= ChunkColumns.Capacity)
        {
            chunks[^1] = new([.. last.Uids, .. added]);
        }
        else
        {
            chunks.Add(new(added.ToArray()));
        }
    }

    private void Walk()
    {
        int chunk = 0, index = 0, sequence = 0;
        ReadOnlySpan<ViewChunk> known = _view.Chunks, now = _now.Chunks;
        for (int k = 0; k < known.Length; k++)
        {
            if (index == 0 && chunk < now.Length && known[k].Is(now[chunk]))
            {
                sequence += known[k].Count;
                chunk++;
                continue;
            }

            foreach (uint uid in known[k].Uids)
            {
                sequence++;
                if (!TryMatch(uid, ref chunk, ref index))
                {
                    Gone.Add(sequence);
                }
            }
        }

        (_newChunk, _newIndex) = (chunk, index);
        Added = _now.Count - (_view.Count - Gone.Count);
    }

    // Both are in ascending order, and what the view never showed stands behind all it shows.
    private bool TryMatch(uint uid, ref int chunk, ref int index)
    {
        if (chunk >= _now.Chunks.Length || _now.Chunks[chunk].Uids[index] != uid)
        {
            return false;
        }

        if (++index == _now.Chunks[chunk].Count)
        {
            chunk++;
            index = 0;
        }

        return true;
    }
}

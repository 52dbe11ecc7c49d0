namespace Postroom.Imap;

/// <summary>A part of a LIST pattern without "*": pieces of text with "%" between them.</summary>
/// <remarks>
/// A piece is taken where it is found first. A later place in the same level leaves less room for what follows, and a piece with a
/// separator in it can stand in one place only, as no "%" goes over one.
/// </remarks>
internal sealed class PatternSegment
{
    private readonly string[] _pieces;
    private readonly int[] _separators; // where each piece has its first one

    internal PatternSegment(string segment)
    {
        _pieces = segment.Split('%');
        _separators = [.. _pieces.Select(static piece => piece.IndexOf(MailboxName.Separator))];
    }

    /// <summary>Characters that a name must have for this.</summary>
    internal int LeastLength => _pieces.Sum(static piece => piece.Length);

    /// <summary>Where the first match at or behind <paramref name="from"/> ends; below 0 when there is none.</summary>
    /// <param name="text">The name.</param>
    /// <param name="from">The first place it may begin at.</param>
    /// <param name="mustEnd">It ends with the name.</param>
    internal int EndOfFirst(PatternText text, int from, bool mustEnd)
    {
        if (mustEnd && _pieces.Length == 1)
        {
            int start = text.Length - _pieces[0].Length;
            return start >= from && text.Has(_pieces[0], start) ? text.Length : -1;
        }

        for (int start = text.IndexOf(_pieces[0], from, text.Length); start >= 0;)
        {
            int end = EndFrom(text, start, mustEnd);
            if (end >= 0)
            {
                return end;
            }

            // What failed from here fails from everywhere in this level.
            int next = _separators[0] >= 0 ? start + 1 : text.EndOfLevel(start) + 1;
            start = text.IndexOf(_pieces[0], next, text.Length);
        }

        return -1;
    }

    /// <summary>Where it ends soonest when it begins at <paramref name="start"/>; below 0 when it does not match there.</summary>
    internal int EndFrom(PatternText text, int start, bool mustEnd)
    {
        if (!text.Has(_pieces[0], start))
        {
            return -1;
        }

        int at = start + _pieces[0].Length;
        for (int i = 1; i < _pieces.Length; i++)
        {
            string piece = _pieces[i];
            int level = text.EndOfLevel(at);
            int found = mustEnd && i == _pieces.Length - 1 ? text.Length - piece.Length
                : _separators[i] >= 0 ? level - _separators[i]
                : text.IndexOf(piece, at, level);
            if (found < at || found > level || !text.Has(piece, found))
            {
                return -1;
            }

            at = found + piece.Length;
        }

        return mustEnd && at != text.Length ? -1 : at;
    }
}

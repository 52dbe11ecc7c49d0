namespace Postroom.Imap;

/// <summary>A name that a LIST pattern is held against. INBOX as its first level is compared without case (RFC 3501 §5.1).</summary>
internal readonly ref struct PatternText
{
    private readonly ReadOnlySpan<char> _name;
    private readonly int _inbox; // so many characters are INBOX

    internal PatternText(ReadOnlySpan<char> name)
    {
        _name = name;
        _inbox = name.StartsWith("INBOX") && (name.Length == 5 || name[5] == MailboxName.Separator) ? 5 : 0;
    }

    internal int Length => _name.Length;

    /// <summary>True if <paramref name="piece"/> stands at <paramref name="at"/>.</summary>
    internal bool Has(ReadOnlySpan<char> piece, int at)
    {
        if (at < 0 || at + piece.Length > _name.Length)
        {
            return false;
        }

        int folded = Math.Clamp(_inbox - at, 0, piece.Length);
        for (int i = 0; i < folded; i++)
        {
            if (char.ToUpperInvariant(piece[i]) != _name[at + i])
            {
                return false;
            }
        }

        return _name[(at + folded)..].StartsWith(piece[folded..]);
    }

    /// <summary>Where <paramref name="piece"/> stands first, from <paramref name="from"/> on and before <paramref name="to"/>; below 0 when nowhere.</summary>
    internal int IndexOf(ReadOnlySpan<char> piece, int from, int to)
    {
        for (; from < _inbox; from++)
        {
            if (from + piece.Length <= to && Has(piece, from))
            {
                return from;
            }
        }

        int found = from > to ? -1 : _name[from..to].IndexOf(piece);
        return found < 0 ? -1 : from + found;
    }

    /// <summary>Where the level of <paramref name="at"/> ends: at the next separator, or with the name.</summary>
    internal int EndOfLevel(int at)
    {
        int separator = _name[at..].IndexOf(MailboxName.Separator);
        return separator < 0 ? _name.Length : at + separator;
    }
}

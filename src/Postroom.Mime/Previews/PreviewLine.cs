using System.Text;

namespace Postroom.Mime;

/// <summary>One line of text, put together from characters: white space folded, what cannot be seen left out, cut at so many characters.</summary>
internal sealed class PreviewLine(int maxCharacters)
{
    private readonly StringBuilder _text = new();
    private int _characters;
    private bool _hasSpace; // one is due before the next character
    private char _joiner; // likewise: within a word it matters, between words it is filling
    private char _high; // the first half of a character whose second is still to come

    /// <summary>No more fits in.</summary>
    public bool IsFull => _characters >= maxCharacters;

    /// <summary>Takes the next unit of UTF-16. Half a character without its other half is left out.</summary>
    public void Append(char c)
    {
        char high = _high;
        _high = '\0';
        if (char.IsHighSurrogate(c))
            _high = c;
        else if (char.IsLowSurrogate(c))
            AppendSupplementary(high, c);
        else if (char.IsWhiteSpace(c) || char.IsControl(c) || c is '\u2800' or '\u3164')
            (_hasSpace, _joiner) = (_characters > 0, '\0');
        else if (c is '\u200C' or '\u200D')
            _joiner = _characters > 0 && !_hasSpace ? c : '\0';
        else if (!IsInvisible(c) && TryBegin())
            _text.Append(c);
    }

    public override string ToString() => _text.ToString();

    private void AppendSupplementary(char high, char low)
    {
        if (high != '\0' && TryBegin())
            _text.Append(high).Append(low);
    }

    // Makes room for a character that is seen, and first for what was due before it.
    private bool TryBegin()
    {
        bool isApart = _hasSpace || _joiner != '\0';
        if (_characters + (isApart ? 2 : 1) > maxCharacters)
        {
            _characters = maxCharacters; // a space at the end says nothing
            return false;
        }

        if (isApart)
            _text.Append(_hasSpace ? ' ' : _joiner);
        _characters += isApart ? 2 : 1;
        (_hasSpace, _joiner) = (false, '\0');
        return true;
    }

    // Soft hyphens, marks of direction and of nothing: newsletters fill what follows their first line with them.
    private static bool IsInvisible(char c) => c is '\u00AD' or '\u034F' or '\u061C' or '\u180E' or '\uFEFF' or '\uFFFC'
        or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F');
}

using System.Text;

namespace Postroom.Peers;

/// <summary>
/// Reads one whole answer line, its literals in place, into values. It takes more than RFC 9051 §9 allows (it judges what
/// was meant, other tests judge how it is written), but never guesses: what it cannot read is an error with its place.
/// </summary>
public ref struct ImapAnswerParser(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    public readonly bool AtEnd => _at >= _line.Length;

    public readonly string Rest => Encoding.Latin1.GetString(_line[_at..]);

    /// <summary>All values up to the end of the line.</summary>
    public static IReadOnlyList<ImapNode> ReadAll(ReadOnlySpan<byte> line)
    {
        var parser = new ImapAnswerParser(line);
        List<ImapNode> items = [];
        for (parser.SkipSpaces(); !parser.AtEnd; parser.SkipSpaces())
            items.Add(parser.ReadNode(0));
        return items;
    }

    public ImapNode ReadNode(int depth)
    {
        SkipSpaces();
        if (AtEnd)
            throw Bad("a value");
        return _line[_at] switch
        {
            (byte)'(' => ReadList(depth),
            (byte)'"' => ReadQuoted(),
            (byte)'{' => ReadLiteral(),
            (byte)'~' when _at + 1 < _line.Length && _line[_at + 1] == '{' => ReadBinaryLiteral(),
            _ => ReadAtom(),
        };
    }

    public void SkipSpaces()
    {
        while (_at < _line.Length && _line[_at] == ' ')
            _at++;
    }

    private ImapNode ReadList(int depth)
    {
        if (depth > 500)
            throw Bad("less nesting");
        _at++;
        List<ImapNode> items = [];
        while (true)
        {
            SkipSpaces();
            if (AtEnd)
                throw Bad("a closing parenthesis");
            if (_line[_at] == ')')
            {
                _at++;
                return ImapNode.List(items);
            }
            items.Add(ReadNode(depth + 1));
        }
    }

    private ImapNode ReadQuoted()
    {
        List<byte> octets = [];
        for (_at++; _at < _line.Length; _at++)
        {
            byte b = _line[_at];
            if (b == '"')
            {
                _at++;
                return ImapNode.Text([.. octets]);
            }
            if (b is (byte)'\r' or (byte)'\n' or 0)
                throw Bad("no CR, LF or NUL in a quoted string");
            if (b == '\\')
            {
                // RFC 9051 §9: quoted = ... "\" quoted-specials. A backslash before anything else is a fault worth hearing of.
                _at++;
                if (AtEnd || _line[_at] is not ((byte)'"' or (byte)'\\'))
                    throw Bad("a quote or a backslash after a backslash");
                b = _line[_at];
            }
            octets.Add(b);
        }
        throw Bad("a closing quote");
    }

    private ImapNode ReadBinaryLiteral()
    {
        _at++;
        return ReadLiteral();
    }

    private ImapNode ReadLiteral()
    {
        int end = _line[_at..].IndexOf((byte)'}');
        if (end < 0 || !int.TryParse(_line.Slice(_at + 1, end - 1), out int length))
            throw Bad("a literal's length");
        int start = _at + end + 3;
        if (start > _line.Length || _line[start - 2] != '\r' || _line[start - 1] != '\n' || _line.Length - start < length)
            throw Bad("a literal's octets");
        _at = start + length;
        return ImapNode.Text(_line.Slice(start, length).ToArray());
    }

    // An atom may hold a section: BODY[HEADER.FIELDS (To "From")]<0>. What stands in brackets belongs to it.
    private ImapNode ReadAtom()
    {
        int start = _at;
        int brackets = 0;
        for (; _at < _line.Length; _at++)
        {
            byte b = _line[_at];
            if (b == '[')
            {
                brackets++;
            }
            else if (b == ']' && brackets > 0)
            {
                brackets--;
            }
            else if (brackets == 0 && b is (byte)' ' or (byte)'(' or (byte)')' or (byte)'"' or (byte)'{' && brackets == 0)
            {
                break;
            }
        }
        if (_at == start)
            throw Bad("an atom");
        string value = Encoding.Latin1.GetString(_line[start.._at]);
        return value.Equals("NIL", StringComparison.OrdinalIgnoreCase) ? ImapNode.Nil : ImapNode.Atom(value);
    }

    private readonly FormatException Bad(string wanted) =>
        new($"wanted {wanted} at octet {_at} of the answer: {Printable.Escape(_line[..Math.Min(_line.Length, _at + 60)], 2000)}");
}

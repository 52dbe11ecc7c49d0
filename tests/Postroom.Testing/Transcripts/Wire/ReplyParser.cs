using System.Globalization;

namespace Postroom.Testing.Transcripts;

/// <summary>Takes a reply apart. It knows no reply by name, only the lexical rules they all share, and shares no code with the product: it is the judge.</summary>
/// <remarks>A server's reply is held to the form (one space between values, none inside the parentheses, text after a status); what a script expects may be laid out freely.</remarks>
internal sealed class ReplyParser
{
    // A message has at most 100 levels of parts (docs/limits.md), and each prints two of parentheses.
    private const int MostLevels = 1000;

    private readonly string _wire;
    private readonly bool _expected;
    private int _at;
    private int _level;
    private bool _eightBit;

    private ReplyParser(string wire, bool expected)
    {
        _wire = wire;
        _expected = expected;
    }

    private bool AtEnd => _at >= _wire.Length;

    /// <param name="wire">The whole reply in Latin-1, literals in place, without the last CRLF.</param>
    public static Reply Parse(string wire) => new ReplyParser(wire, expected: false).Read();

    /// <param name="text">The same for what a script expects: captures and <c>...</c> are known, human text may be missing.</param>
    public static Reply ParseExpected(string text) => new ReplyParser(text.Trim(' '), expected: true).Read();

    private Reply Read()
    {
        if (_wire.StartsWith('+'))
        {
            // continue-req = "+" SP (resp-text / base64) CRLF. Servers that leave the space out exist; clients cope.
            return new Reply(ReplyKind.Continuation, "+", [], null, _wire, HasEightBit(_wire));
        }

        int space = _wire.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0)
            throw new ReplyFormException("a reply has at least a tag and a word: " + _wire);
        string tag = _wire[..space];
        _at = space + 1;
        ReplyKind kind = tag == "*" ? ReplyKind.Untagged : ReplyKind.Tagged;
        int end = _wire.IndexOf(' ', _at);
        string word = end < 0 ? _wire[_at..] : _wire[_at..end];
        if (Reply.IsStatus(word))
            return ReadStatus(kind, tag, word);
        if (kind == ReplyKind.Tagged)
            throw new ReplyFormException($"a tagged reply is OK, NO or BAD, not '{word}'");
        List<Node> data = ReadItems(close: '\0');
        if (data.Count == 0)
            throw new ReplyFormException("an untagged reply says something");
        return new Reply(kind, tag, data, null, _wire, _eightBit);
    }

    // resp-cond-state = ("OK" / "NO" / "BAD") SP resp-text, resp-text = ["[" resp-text-code "]" SP] text (RFC 3501 §9)
    private Reply ReadStatus(ReplyKind kind, string tag, string status)
    {
        _at += status.Length;
        List<Node>? code = null;
        if (_at + 1 < _wire.Length && _wire[_at + 1] == '[')
        {
            _at += 2;
            code = ReadItems(close: ']');
            if (code.Count == 0 && !_expected)
                throw new ReplyFormException("a response code is not empty");
        }

        string text = _wire[_at..];
        if (!_expected && (text.Length < 2 || text[0] != ' '))
            throw new ReplyFormException("after a status and its code come a space and some text (resp-text, RFC 3501 §9)");
        return new Reply(kind, tag, [new AtomNode(status.ToUpperInvariant())], code, _wire, _eightBit || HasEightBit(text));
    }

    private List<Node> ReadItems(char close)
    {
        var items = new List<Node>();
        while (true)
        {
            if (_expected)
                SkipSpaces();
            if (AtEnd)
            {
                if (close != '\0')
                    throw new ReplyFormException($"'{close}' is missing");
                return items;
            }

            if (_wire[_at] == close)
            {
                _at++;
                return items;
            }

            if (items.Count > 0 && !_expected)
                ReadSeparator(items[^1]);
            items.Add(ReadNode(close));
        }
    }

    private void ReadSeparator(Node before)
    {
        if (_wire[_at] == ' ')
        {
            _at++;
            if (AtEnd || _wire[_at] is ' ' or ')' or ']')
                throw new ReplyFormException($"a space too many at octet {_at - 1}");
        }
        else if (before is not ListNode || _wire[_at] != '(')
        {
            // Lists may touch: the addresses of an envelope and the parts of a multipart do.
            throw new ReplyFormException($"no space between two values at octet {_at}");
        }
    }

    private void SkipSpaces()
    {
        while (!AtEnd && _wire[_at] == ' ')
            _at++;
    }

    private Node ReadNode(char close)
    {
        switch (_wire[_at])
        {
            case '(':
                _at++;
                if (++_level > MostLevels)
                    throw new ReplyFormException($"parentheses {MostLevels} deep");
                var list = new ListNode(ReadItems(')'));
                _level--;
                return list;
            case '"':
                return ReadQuoted();
            case '{' when IsLiteral(_at):
                return ReadLiteral();
            case '~' when _at + 1 < _wire.Length && _wire[_at + 1] == '{' && IsLiteral(_at + 1):
                _at++;
                return ReadLiteral();
            default:
                return ReadAtom(close);
        }
    }

    private StringNode ReadQuoted()
    {
        var text = new System.Text.StringBuilder();
        for (_at++; !AtEnd; _at++)
        {
            char c = _wire[_at];
            if (c == '"')
            {
                _at++;
                return new StringNode(text.ToString());
            }

            if (c == '\\')
            {
                _at++;
                if (AtEnd || _wire[_at] is not ('"' or '\\'))
                    throw new ReplyFormException($"in a quoted string only \\\" and \\\\ are escapes, octet {_at}");
                c = _wire[_at];
            }
            else if (c is '\0' or '\r' or '\n')
            {
                throw new ReplyFormException($"a control octet in a quoted string, octet {_at}");
            }

            _eightBit |= c > 127;
            text.Append(c);
        }

        throw new ReplyFormException("a quoted string without its end");
    }

    private bool IsLiteral(int brace) => brace + 1 < _wire.Length && char.IsAsciiDigit(_wire[brace + 1]);

    private StringNode ReadLiteral()
    {
        int close = _wire.IndexOf("}\r\n", _at, StringComparison.Ordinal);
        if (close < 0 || !int.TryParse(_wire.AsSpan(_at + 1, close - _at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            throw new ReplyFormException($"a literal that is none at octet {_at}");
        int start = close + 3;
        if (start + length > _wire.Length)
            throw new ReplyFormException($"a literal of {length} octets has only {_wire.Length - start}");
        _at = start + length;
        return new StringNode(_wire.Substring(start, length), IsData: true);
    }

    private Node ReadAtom(char close)
    {
        int start = _at;
        while (!AtEnd)
        {
            char c = _wire[_at];
            if (c is ' ' or '(' or ')' or '"' || c == close)
                break;
            if (c < ' ' || c == 127)
                throw new ReplyFormException($"a control octet in an atom, octet {_at}");
            _eightBit |= c > 127;
            _at++;
            if (c == '[')
                SkipSection();
            else if (c == '{' && _expected)
                _at = Math.Max(_at, _wire.IndexOf('}', _at) + 1);
        }

        if (_at == start)
            throw new ReplyFormException($"'{_wire[_at]}' where a value should be, octet {_at}");
        string text = _wire[start.._at];
        return _expected && text.Length > 2 && text.All(c => c == '.') ? Node.Rest : new AtomNode(text);
    }

    // BODY[1.HEADER.FIELDS (DATE "FROM")]: spaces, parentheses and strings belong to the item's name.
    private void SkipSection()
    {
        bool quoted = false;
        for (; !AtEnd; _at++)
        {
            char c = _wire[_at];
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ']' && !quoted)
            {
                _at++;
                return;
            }
        }

        throw new ReplyFormException("a section without its ']'");
    }

    private static bool HasEightBit(string text) => text.Any(c => c > 127);
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace Postroom.Security;

/// <summary>Reads the text of a search filter (RFC 4515 §3).</summary>
internal sealed class LdapFilterReader(string text)
{
    private const int MaxDepth = 32;
    private static readonly SearchValues<char> Description = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.;_");
    private int _at;
    private int _depth;

    public LdapFilter.Node ReadWhole()
    {
        LdapFilter.Node filter = ReadFilter();
        return _at == text.Length ? filter : throw Wrong("the end");
    }

    // filter = LPAREN filtercomp RPAREN
    private LdapFilter.Node ReadFilter()
    {
        if (++_depth > MaxDepth)
            throw new FormatException($"More than {MaxDepth} filters in one another.");
        Take('(', "\"(\"");
        LdapFilter.Node filter = Peek switch
        {
            '&' => ReadList(LdapFilter.And),
            '|' => ReadList(LdapFilter.Or),
            '!' => ReadNot(),
            _ => ReadItem(),
        };
        Take(')', "\")\"");
        _depth--;
        return filter;
    }

    // filterlist = 1*filter
    private LdapFilter.List ReadList(int kind)
    {
        _at++;
        List<LdapFilter.Node> parts = [ReadFilter()];
        while (Peek == '(')
            parts.Add(ReadFilter());
        return new(kind, parts);
    }

    private LdapFilter.Negation ReadNot()
    {
        _at++;
        return new(ReadFilter());
    }

    // item = simple / present / substring / extensible
    private LdapFilter.Node ReadItem()
    {
        string attribute = ReadDescription();
        if (Peek == ':')
            return ReadExtensible(attribute);
        if (attribute.Length == 0)
            throw Wrong("an attribute");
        char first = Peek;
        _at++;
        if (first == '=')
        {
            List<LdapFilter.Value> pieces = ReadPieces();
            return pieces switch
            {
                [var whole] => new LdapFilter.Comparison(LdapFilter.Equality, attribute, whole),
                [{ IsNothing: true }, { IsNothing: true }] => new LdapFilter.Presence(attribute),
                _ when pieces.Skip(1).SkipLast(1).Any(static piece => piece.IsNothing) => throw new FormatException("Two \"*\" side by side."),
                _ => new LdapFilter.Pieces(attribute, pieces),
            };
        }

        int kind = first switch
        {
            '~' => LdapFilter.Approximately,
            '>' => LdapFilter.GreaterOrEqual,
            '<' => LdapFilter.LessOrEqual,
            _ => throw Wrong("\"=\""),
        };
        Take('=', "\"=\"");
        return new LdapFilter.Comparison(kind, attribute, ReadOne());
    }

    // extensible = ( attr [dnattrs] [matchingrule] COLON EQUALS assertionvalue ) / ( [dnattrs] matchingrule COLON EQUALS assertionvalue )
    private LdapFilter.Matching ReadExtensible(string attribute)
    {
        string rule = "";
        bool isDn = false;
        while (true)
        {
            Take(':', "\":\"");
            if (Peek == '=')
                break;
            string word = ReadDescription();
            if (word == "dn" && !isDn && rule.Length == 0)
                isDn = true;
            else if (word.Length > 0 && rule.Length == 0)
                rule = word;
            else
                throw Wrong("\":=\"");
        }

        _at++;
        return attribute.Length + rule.Length > 0 ? new(attribute, rule, isDn, ReadOne()) : throw Wrong("an attribute or a rule");
    }

    private LdapFilter.Value ReadOne() => ReadPieces() is [var whole] ? whole : throw Wrong("a value without \"*\"");

    // What stands between asterisks; \ and two digits is an octet.
    private List<LdapFilter.Value> ReadPieces()
    {
        List<LdapFilter.Value> pieces = [];
        List<LdapFilter.Part> parts = [];
        var octets = new MemoryStream();
        for (; Peek is not (')' or default(char)); _at++)
        {
            switch (Peek)
            {
                case '*':
                    EndPart();
                    pieces.Add(new(parts));
                    parts = [];
                    break;
                case '\\':
                    octets.WriteByte(ReadEscaped());
                    break;
                case '%':
                    ReadPlace();
                    break;
                case '(':
                    throw Wrong("\")\"");
                default:
                    Rune.DecodeFromUtf16(text.AsSpan(_at), out Rune rune, out int length);
                    octets.Write(Encoding.UTF8.GetBytes(rune.ToString()));
                    _at += length - 1;
                    break;
            }
        }

        EndPart();
        pieces.Add(new(parts));
        return pieces;

        void EndPart()
        {
            if (octets.Length > 0)
                parts.Add(new(octets.ToArray()));
            octets.SetLength(0);
        }

        void ReadPlace()
        {
            _at++;
            switch (Peek)
            {
                case '%':
                    octets.WriteByte((byte)'%');
                    break;
                case 'u' or 'n' or 'd':
                    EndPart();
                    parts.Add(new([], Peek));
                    break;
                default:
                    throw Wrong("%u, %n, %d or %%");
            }
        }
    }

    private byte ReadEscaped()
    {
        if (_at + 2 >= text.Length || !byte.TryParse(text.AsSpan(_at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            throw Wrong("\\ and two digits");
        _at += 2;
        return octet;
    }

    private string ReadDescription()
    {
        int start = _at;
        while (_at < text.Length && Description.Contains(text[_at]))
            _at++;
        return text[start.._at];
    }

    private char Peek => _at < text.Length ? text[_at] : default;

    private void Take(char wanted, string what)
    {
        if (Peek != wanted || _at == text.Length)
            throw Wrong(what);
        _at++;
    }

    private FormatException Wrong(string wanted) => new($"{wanted} is missing at character {(_at + 1).ToString(CultureInfo.InvariantCulture)} of the filter.");
}

using System.Buffers;

namespace Postroom.Mime;

/// <summary>Reads what structured fields are made of (RFC 5322 §3.2): comments, quoted strings, atoms, domain literals.</summary>
internal ref struct HeaderTokenizer
{
    // Where an atom ends. More is allowed in than RFC 5322's atext: dots, and octets over 127 (RFC 6532 §3.2).
    private static readonly SearchValues<byte> EndsAtom = SearchValues.Create(" \t\r\n()<>[]:;@\\,\""u8);

    private readonly ReadOnlySpan<byte> _text;

    public HeaderTokenizer(ReadOnlySpan<byte> text) => _text = text;

    public int Position { get; set; }

    public readonly bool IsAtEnd => Position >= _text.Length;

    /// <summary>The next octet; 0 at the end.</summary>
    public readonly byte Next => Position < _text.Length ? _text[Position] : (byte)0;

    public readonly ReadOnlySpan<byte> Slice(Range range) => _text[range];

    /// <summary>Skips white space, line endings and comments, nested ones too (CFWS). True if there was any.</summary>
    public bool SkipCommentsAndSpace() => SkipCommentsAndSpace(out _);

    /// <summary>As above, and says where the inside of the last comment stands.</summary>
    public bool SkipCommentsAndSpace(out Range lastComment)
    {
        lastComment = default;
        int start = Position;
        while (!IsAtEnd)
        {
            if (HeaderText.IsWhiteSpace(_text[Position]))
                Position++;
            else if (_text[Position] == '(')
                lastComment = ReadComment();
            else
                break;
        }
        return Position > start;
    }

    // comment = "(" *([FWS] ccontent) [FWS] ")". One that never ends goes to the end of the field.
    private Range ReadComment()
    {
        int start = ++Position;
        int depth = 1;
        for (; Position < _text.Length; Position++)
        {
            switch (_text[Position])
            {
                case (byte)'\\':
                    Position++;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    return start..Position++;
                default:
                    break;
            }
        }
        Position = _text.Length;
        return start..Position;
    }

    /// <summary>Takes a run of atom octets, dots included; empty if something else stands here.</summary>
    public Range ReadAtom()
    {
        int start = Position;
        int length = _text[start..].IndexOfAny(EndsAtom);
        Position = length < 0 ? _text.Length : start + length;
        return start..Position;
    }

    /// <summary>At a quote: takes the quoted string and gives its inside, still escaped. An unclosed one goes to the end.</summary>
    public Range ReadQuoted()
    {
        int start = ++Position;
        while (Position < _text.Length)
        {
            int at = _text[Position..].IndexOfAny((byte)'"', (byte)'\\');
            if (at < 0)
                break;
            Position += at;
            if (_text[Position] == '"')
                return start..Position++;
            Position += 2;
        }
        Position = _text.Length;
        return start..Position;
    }

    /// <summary>Takes everything before the octet, which stays.</summary>
    public Range ReadUpTo(byte end)
    {
        int start = Position;
        int length = _text[start..].IndexOf(end);
        Position = length < 0 ? _text.Length : start + length;
        return start..Position;
    }

    /// <summary>Undoes quoted pairs and folding inside a quoted string or comment. The same memory if there are none.</summary>
    public static ReadOnlyMemory<byte> Unescape(ReadOnlyMemory<byte> inside)
    {
        ReadOnlySpan<byte> text = inside.Span;
        if (text.IndexOfAny((byte)'\\', (byte)'\r', (byte)'\n') < 0)
            return inside;
        byte[] plain = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            if (octet == '\\' && i + 1 < text.Length)
                octet = text[++i];
            if (octet is not ((byte)'\r' or (byte)'\n'))
                plain[length++] = octet;
        }
        return plain.AsMemory(0, length);
    }
}

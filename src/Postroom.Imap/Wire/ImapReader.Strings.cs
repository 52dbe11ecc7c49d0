using System.Text.Unicode;

namespace Postroom.Imap;

public ref partial struct ImapReader
{
    // string = quoted / literal
    /// <summary>Reads a string if one is next.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> value)
    {
        if (Peek((byte)'"'))
        {
            value = ReadQuoted();
            return true;
        }

        if (TryReadLiteral(out MessageLiteral _, out value, allowBinary: false, allowDetached: false))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Demands a string.</summary>
    public ReadOnlySpan<byte> ReadString(string what) => TryReadString(out ReadOnlySpan<byte> value) ? value : throw Wanted(what);

    // astring = 1*ASTRING-CHAR / string
    /// <summary>Reads an astring if one is next.</summary>
    public bool TryReadAString(out ReadOnlySpan<byte> value) => TryReadRun(ImapChars.AString, out value) || TryReadString(out value);

    /// <summary>Demands an astring.</summary>
    public ReadOnlySpan<byte> ReadAString(string what) => TryReadAString(out ReadOnlySpan<byte> value) ? value : throw Wanted(what);

    // nstring = string / nil
    /// <summary>Demands an nstring; null is NIL.</summary>
    public OctetString? ReadNString(string what) => TryReadWord("NIL"u8) ? default(OctetString?) : new OctetString(ReadString(what));

    // quoted = DQUOTE *QUOTED-CHAR DQUOTE; QUOTED-CHAR = <any TEXT-CHAR except quoted-specials> / "\" quoted-specials / UTF8-2 ...
    /// <summary>Demands a quoted string.</summary>
    /// <remarks>Leniency, 8-bit quoted: python's imaplib and others send UTF-8 in quotes without ENABLE; the octets are taken as they are.</remarks>
    public ReadOnlySpan<byte> ReadQuoted()
    {
        int start = _position;
        ReadOnlySpan<byte> value = ReadQuotedOctets();
        if (Dialect == ImapDialect.Rev1 || Utf8.IsValid(value))
        {
            return value;
        }

        _position = start;
        throw Wanted("UTF-8 in a quoted string"); // "MUST reject" (RFC 6855 §3)
    }

    private ReadOnlySpan<byte> ReadQuotedOctets()
    {
        Read((byte)'"', "a quoted string");
        int start = _position;
        int stop = Rest.IndexOfAny(ImapChars.QuotedStop);
        if (stop >= 0 && Rest[stop] == (byte)'"')
        {
            _position += stop + 1;
            return _input.Slice(start, stop);
        }

        var unescaped = new List<byte>();
        while (true)
        {
            stop = Rest.IndexOfAny(ImapChars.QuotedStop);
            if (stop < 0)
            {
                _position = _input.Length;
                throw Wanted("a closing quote");
            }

            unescaped.AddRange(Rest[..stop]);
            _position += stop + 1;
            byte found = _input[_position - 1];
            if (found == (byte)'"')
            {
                return unescaped.ToArray();
            }

            if (found != (byte)'\\')
            {
                _position--;
                throw Wanted("a closing quote: no NUL, CR or LF stands in a quoted string");
            }

            if (!Peek((byte)'"') && !Peek((byte)'\\'))
            {
                throw Wanted("a quote or a backslash after the backslash");
            }

            unescaped.Add(_input[_position++]);
        }
    }

    /// <summary>Demands a literal or literal8, perhaps detached: a message (APPEND) or, with nil and quoted, see <see cref="ReadBodyData"/>.</summary>
    public MessageLiteral ReadMessageLiteral() =>
        TryReadLiteral(out MessageLiteral literal, out _, allowBinary: true, allowDetached: true) ? literal : throw Wanted("a literal");

    // nstring / literal8: the value of BODY[...] and BINARY[...] in a FETCH response
    /// <summary>Demands the octets of a body section; null is NIL.</summary>
    public MessageLiteral? ReadBodyData()
    {
        if (TryReadWord("NIL"u8))
        {
            return null;
        }

        return Peek((byte)'"') ? new MessageLiteral(ReadQuoted().ToArray()) : ReadMessageLiteral();
    }

    // literal = "{" number64 ["+"] "}" CRLF *CHAR8; literal8 = "~{" number64 ["+"] "}" CRLF *OCTET
    private bool TryReadLiteral(out MessageLiteral literal, out ReadOnlySpan<byte> octets, bool allowBinary, bool allowDetached)
    {
        literal = default;
        octets = default;
        int start = _position;
        bool binary = TryRead((byte)'~');
        if (!TryRead((byte)'{'))
        {
            _position = start;
            return false;
        }

        if (binary && !allowBinary)
        {
            _position = start;
            throw Wanted("a string: a literal8 may stand only for a message or a part");
        }

        ulong length = ReadNumber(ImapNumber.MaxNumber64, "the size of a literal, up to 2^63-1");
        TryRead((byte)'+');
        Read((byte)'}', "\"}\"");
        Read((byte)'\r', "CRLF after the size of a literal");
        Read((byte)'\n', "CRLF after the size of a literal");
        foreach (DetachedLiteral detached in _detached)
        {
            if (detached.Position != _position)
            {
                continue;
            }

            if (!allowDetached)
            {
                _position = start;
                throw Wanted("a string: a literal this long may stand only for a message");
            }

            if ((ulong)detached.Length != length || detached.IsBinary != binary)
            {
                throw new ArgumentException("A detached literal is not what was announced.");
            }

            literal = MessageLiteral.Detached(detached.Index, detached.Length, binary);
            return true;
        }

        if (length > (ulong)(_input.Length - _position))
        {
            throw Wanted("as many octets as the literal announced");
        }

        octets = _input.Slice(_position, (int)length);
        int nul = binary ? -1 : octets.IndexOf((byte)0);
        if (nul >= 0)
        {
            _position += nul;
            throw Wanted("a literal without NUL: that takes a literal8");
        }

        if (allowDetached)
        {
            ReadOnlyMemory<byte> bytes = _memory.IsEmpty ? octets.ToArray() : _memory.Slice(_position, (int)length);
            literal = new MessageLiteral(bytes, binary);
        }

        _position += (int)length;
        return true;
    }

    // mailbox = "INBOX" / astring
    /// <summary>Demands a mailbox name.</summary>
    /// <exception cref="ImapSyntaxException">With <see cref="SyntaxErrorKind.MailboxName"/> for a string that is no name.</exception>
    public MailboxName ReadMailbox()
    {
        int start = _position;
        ReadOnlySpan<byte> wire = ReadAString("a mailbox name");
        return MailboxName.TryDecode(wire, DialectOf(wire), out MailboxName? name, out MailboxNameError error) ? name : throw BadName(error, start);
    }

    /// <summary>Demands the text of a mailbox name of which only the encoding is checked; it stays as it was given.</summary>
    public string ReadMailboxText()
    {
        int start = _position;
        ReadOnlySpan<byte> wire = ReadAString("a mailbox name");
        return MailboxName.TryDecodeText(wire, DialectOf(wire), out string text) ? text : throw BadName(MailboxNameError.BadEncoding, start);
    }

    // mailbox = "INBOX" / astring; mbox-or-pat: list-mailbox = 1*list-char / string
    /// <summary>Demands the reference or a pattern of LIST or LSUB. One whose encoding is none is <see cref="MailboxPattern.Nothing"/>.</summary>
    public string ReadPatternText(bool isReference)
    {
        ReadOnlySpan<byte> wire = !isReference && TryReadRun(ImapChars.ListMailbox, out ReadOnlySpan<byte> run) ? run : ReadAString("a mailbox name");
        return MailboxName.TryDecodeText(wire, DialectOf(wire), out string text) && MailboxName.TryNormalize(text, out text) ? text : MailboxPattern.Nothing;
    }

    /// <summary>Demands a mailbox name of another server: its separator, its rules. What is not in our encoding is taken as it stands.</summary>
    public string ReadForeignMailbox()
    {
        ReadOnlySpan<byte> wire = ReadAString("a mailbox name");
        return MailboxName.TryDecodeText(wire, Dialect, out string text) || MailboxName.TryDecodeText(wire, ImapDialect.Rev2, out text)
            ? text
            : System.Text.Encoding.Latin1.GetString(wire);
    }

    // base64 = *(4base64-char) [base64-terminal]
    /// <summary>Demands base64 and decodes it.</summary>
    public byte[] ReadBase64()
    {
        if (!TryReadRun(ImapChars.Base64, out ReadOnlySpan<byte> run))
        {
            return [];
        }

        var decoded = new byte[run.Length / 4 * 3];
        if (System.Buffers.Text.Base64.DecodeFromUtf8(run, decoded, out _, out int written) != System.Buffers.OperationStatus.Done)
        {
            throw Wanted("base64 before here");
        }

        return decoded[..written];
    }

    // "MUST accept UTF8-quoted mailbox names and convert them": before ENABLE too (RFC 6855 §3). Modified UTF-7 is ASCII, so nothing is both.
    private readonly ImapDialect DialectOf(ReadOnlySpan<byte> name) =>
        Syntax.HasUtf8Names && !System.Text.Ascii.IsValid(name) ? ImapDialect.Rev2 : Dialect;

    internal static ImapSyntaxException BadName(MailboxNameError error, int position) =>
        new(MailboxName.Describe(error), position, SyntaxErrorKind.MailboxName);
}

using System.Buffers;

namespace Postroom.Mime;

/// <summary>The work of <see cref="AddressList"/>, for one field.</summary>
internal ref struct AddressParser
{
    private readonly ReadOnlyMemory<byte> _field;
    private readonly int _max;
    private readonly List<MailAddress> _all = [];
    private readonly ArrayBufferWriter<byte> _phrase = new(64); // The words so far, one space between them, quotes undone.
    private HeaderTokenizer _tokens;
    private int _lastWord; // Where the last run of words without space between them starts in _phrase: the local part, if @ follows.
    private bool _hasWord;
    private ReadOnlyMemory<byte> _comment;
    private readonly List<int> _dotSpaces = []; // Where in _phrase a space stood behind a dot.
    private bool _isInGroup;

    public AddressParser(ReadOnlyMemory<byte> field, int max)
    {
        _field = field;
        _max = max;
        _tokens = new HeaderTokenizer(field.Span);
    }

    public List<MailAddress> ReadAll()
    {
        StartAddress();
        while (!_tokens.IsAtEnd && _all.Count < _max)
        {
            bool spaced = SkipSpace();
            switch (_tokens.Next)
            {
                case 0 when _tokens.IsAtEnd:
                    break;
                case (byte)',':
                    _tokens.Position++;
                    EndBareWords();
                    break;
                case (byte)';':
                    _tokens.Position++;
                    EndBareWords();
                    EndGroup();
                    break;
                case (byte)':' when !_isInGroup:
                    _tokens.Position++;
                    _all.Add(new MailAddress(MailAddressKind.GroupStart, null, null, Copy(0), null));
                    _isInGroup = true;
                    StartAddress();
                    break;
                case (byte)'<':
                    _tokens.Position++;
                    ReadAngleAddress();
                    break;
                case (byte)'@':
                    _tokens.Position++;
                    ReadAddressSpec();
                    break;
                case (byte)'"':
                    AddWord(HeaderTokenizer.Unescape(_field[_tokens.ReadQuoted()]).Span, spaced);
                    break;
                default:
                    ReadAtom(spaced);
                    break;
            }
        }
        EndBareWords();
        EndGroup();
        return _all;
    }

    private void ReadAtom(bool spaced)
    {
        ReadOnlySpan<byte> atom = _tokens.Slice(_tokens.ReadAtom());
        if (atom.IsEmpty)
        {
            // A stray special: "[SPAM] Joe", "<C:x@host>". It stands there, so it is shown; a ">" that closes nothing is not.
            bool isBracket = _tokens.Next == '>';
            atom = _tokens.Slice(_tokens.Position..++_tokens.Position);
            if (isBracket)
                return;
        }
        AddWord(atom, spaced);
    }

    // Around dots no space is put: "John . Smith @ x" is the obsolete way to write John.Smith@x (RFC 5322 §4.4).
    private void AddWord(ReadOnlySpan<byte> word, bool spaced)
    {
        if (_hasWord && spaced && word is not [(byte)'.', ..] && _phrase.WrittenSpan is not [.., (byte)'.'])
        {
            _phrase.Write(" "u8);
            _lastWord = _phrase.WrittenCount;
        }
        else if (_hasWord && spaced && word is not [(byte)'.'])
        {
            // "John Q. Public": in a name the space behind a dot counts, in a local part it does not. Both are kept possible.
            _dotSpaces.Add(_phrase.WrittenCount);
        }
        _phrase.Write(word);
        _hasWord = true;
    }

    private void StartAddress()
    {
        _phrase.ResetWrittenCount();
        _dotSpaces.Clear();
        _lastWord = 0;
        _hasWord = false;
        _comment = default;
    }

    private bool SkipSpace()
    {
        bool skipped = _tokens.SkipCommentsAndSpace(out Range comment);
        if (!comment.Equals(default))
            _comment = HeaderTokenizer.Unescape(_field[comment]);
        return skipped;
    }

    /// <summary>The words from <paramref name="from"/> on as a local part: no space around dots.</summary>
    private readonly byte[] Copy(int from) => _phrase.WrittenSpan[from..].ToArray();

    /// <summary>The words up to <paramref name="to"/> as a name, with the spaces behind dots.</summary>
    private readonly ReadOnlyMemory<byte>? NameUpTo(int to)
    {
        ReadOnlySpan<byte> words = _phrase.WrittenSpan[..to];
        var name = new ArrayBufferWriter<byte>(Math.Max(words.Length, 1));
        int at = 0;
        foreach (int space in _dotSpaces)
        {
            if (space >= to)
                break;
            name.Write(words[at..space]);
            name.Write(" "u8);
            at = space;
        }
        name.Write(words[at..]);
        ReadOnlyMemory<byte> trimmed = name.WrittenMemory;
        while (trimmed.Length > 0 && trimmed.Span[^1] == ' ')
            trimmed = trimmed[..^1];
        return trimmed.IsEmpty ? default(ReadOnlyMemory<byte>?) : trimmed; // A bare null would become empty memory.
    }

    // A name alone, or a local part alone, is somebody without a host.
    private void EndBareWords()
    {
        if (_hasWord)
            Add(CommentAsName(), route: null, Copy(0), host: default(ReadOnlyMemory<byte>));
        StartAddress();
    }

    // [display-name] "<" [obs-route] addr-spec ">"
    private void ReadAngleAddress()
    {
        ReadOnlyMemory<byte>? name = NameUpTo(_phrase.WrittenCount);
        ReadOnlyMemory<byte>? route = null;
        StartAddress();
        SkipSpace();
        if (_tokens.Next == '@')
            route = ReadRoute();
        ReadLocalPart();
        ReadOnlyMemory<byte> mailbox = Copy(0);
        ReadOnlyMemory<byte> host = default;
        if (_tokens.Next == '@')
        {
            _tokens.Position++;
            host = ReadDomain();
        }
        SkipRest((byte)'>');
        if (_tokens.Next == '>')
            _tokens.Position++;
        SkipSpace();
        Add(name ?? CommentAsName(), route, mailbox, host);
        FinishAddress();
    }

    private ReadOnlyMemory<byte>? ReadRoute()
    {
        Range route = _tokens.ReadUpTo((byte)':');
        if (_tokens.IsAtEnd || _tokens.Slice(route).Contains((byte)'>'))
        {
            _tokens.Position = route.Start.Value; // "<@host>": no route, but a missing local part.
            return null;
        }
        _tokens.Position++;
        return HeaderText.WithoutWhiteSpace(_field[route]);
    }

    private void ReadLocalPart()
    {
        while (true)
        {
            bool spaced = SkipSpace();
            if (_tokens.Next == '"')
            {
                AddWord(HeaderTokenizer.Unescape(_field[_tokens.ReadQuoted()]).Span, spaced);
                continue;
            }
            if (_tokens.IsAtEnd || _tokens.Next is (byte)'@' or (byte)'>' or (byte)',' or (byte)';' or (byte)'<')
                return;
            ReadAtom(spaced);
        }
    }

    // local-part "@" domain; what stands before the local part's last run of words is taken for the name.
    private void ReadAddressSpec()
    {
        ReadOnlyMemory<byte>? name = NameUpTo(_lastWord);
        ReadOnlyMemory<byte> mailbox = Copy(_lastWord);
        ReadOnlyMemory<byte> host = ReadDomain();
        SkipSpace();
        if (_tokens.Next == '<')
        {
            // "joe@example.com <joe@example.com>": the unquoted address is the name.
            ReadOnlyMemory<byte> written = _phrase.WrittenSpan.ToArray();
            StartAddress();
            AddWord(written.Span, spaced: false);
            AddWord("@"u8, spaced: false);
            AddWord(host.Span, spaced: false);
            return;
        }
        Add(name ?? CommentAsName(), route: null, mailbox, host);
        FinishAddress();
    }

    // domain = dot-atom / domain-literal / obs-domain
    private ReadOnlyMemory<byte> ReadDomain()
    {
        var host = new ArrayBufferWriter<byte>(32);
        while (true)
        {
            SkipSpace();
            if (_tokens.Next == '[')
            {
                Range literal = _tokens.ReadUpTo((byte)']');
                host.Write(HeaderText.WithoutWhiteSpace(_field[literal]).Span);
                if (!_tokens.IsAtEnd)
                {
                    host.Write("]"u8);
                    _tokens.Position++;
                }
            }
            ReadOnlySpan<byte> atom = _tokens.Slice(_tokens.ReadAtom());
            host.Write(atom);
            SkipSpace();
            bool goesOn = _tokens.Next == '.' || (host.WrittenSpan is [.., (byte)'.'] && !atom.IsEmpty);
            if (!goesOn)
                return host.WrittenMemory;
        }
    }

    // Behind an address everything up to the comma is nobody's.
    private void FinishAddress()
    {
        SkipRest((byte)',');
        StartAddress();
    }

    private void SkipRest(byte end)
    {
        while (!_tokens.IsAtEnd && _tokens.Next != end && _tokens.Next is not ((byte)',' or (byte)';'))
        {
            if (SkipSpace())
                continue;
            if (_tokens.Next == '"')
                _tokens.ReadQuoted();
            else
                _tokens.Position++;
        }
    }

    private readonly ReadOnlyMemory<byte>? CommentAsName() =>
        _comment.IsEmpty ? default(ReadOnlyMemory<byte>?) : _comment;

    private readonly void Add(ReadOnlyMemory<byte>? name, ReadOnlyMemory<byte>? route, ReadOnlyMemory<byte> mailbox, ReadOnlyMemory<byte> host)
    {
        if (_all.Count < _max)
            _all.Add(new MailAddress(MailAddressKind.Mailbox, name, route, mailbox, host));
    }

    private void EndGroup()
    {
        if (_isInGroup)
            _all.Add(new MailAddress(MailAddressKind.GroupEnd, null, null, null, null));
        _isInGroup = false;
    }
}

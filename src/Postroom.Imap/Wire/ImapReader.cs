using System.Text;

namespace Postroom.Imap;

/// <summary>Reads one whole command or response without its final CRLF; literals stand inline or are detached.</summary>
/// <remarks>
/// <c>TryRead...</c> consumes nothing when it answers false; <c>Read...</c> demands and throws <see cref="ImapSyntaxException"/>. Spans that
/// it gives out are slices of the input (a quoted string with escapes is a copy).
/// </remarks>
public ref partial struct ImapReader
{
    /// <summary>How deep lists, bodies and search keys may nest (body parts may go deeper: mail does).</summary>
    public const int MaxNesting = 64;

    private readonly ReadOnlySpan<byte> _input;
    private readonly ReadOnlyMemory<byte> _memory; // the same octets, if the reader was made over memory: message literals are slices
    private readonly ReadOnlySpan<DetachedLiteral> _detached;
    private int _position;
    private int _searchKeys; // of the whole command, those inside extensions' keys too
    private int _keyReaders; // how many extensions' keys are being read, one inside the other

    /// <summary>A reader over <paramref name="input"/>; <paramref name="detached"/> in order of position.</summary>
    public ImapReader(
        ReadOnlySpan<byte> input, ImapSyntax? syntax = null, ImapDialect dialect = ImapDialect.Rev1, ReadOnlySpan<DetachedLiteral> detached = default)
    {
        _input = input;
        _detached = detached;
        Syntax = syntax ?? ImapSyntax.Base;
        Dialect = dialect;
    }

    /// <summary>A reader whose message literals are slices of <paramref name="input"/>, not copies.</summary>
    public ImapReader(
        ReadOnlyMemory<byte> input, ImapSyntax? syntax = null, ImapDialect dialect = ImapDialect.Rev1, ReadOnlySpan<DetachedLiteral> detached = default)
        : this(input.Span, syntax, dialect, detached) => _memory = input;

    /// <summary>What may stand at the extension points.</summary>
    public ImapSyntax Syntax { get; }

    /// <summary>How mailbox names are encoded.</summary>
    public ImapDialect Dialect { get; }

    /// <summary>The octet that is read next, from 0.</summary>
    public readonly int Position => _position;

    /// <summary>Everything is read.</summary>
    public readonly bool AtEnd => _position == _input.Length;

    /// <summary>What is not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _input[_position..];

    /// <summary>The next octet is <paramref name="octet"/>; it is not consumed.</summary>
    public readonly bool Peek(byte octet) => _position < _input.Length && _input[_position] == octet;

    /// <summary>An exception that says what was wanted here.</summary>
    public readonly ImapSyntaxException Wanted(string what) => new("Expected " + what, _position);

    /// <summary>Consumes <paramref name="octet"/> if it is next.</summary>
    public bool TryRead(byte octet)
    {
        bool found = Peek(octet);
        _position += found ? 1 : 0;
        return found;
    }

    /// <summary>Demands <paramref name="octet"/>.</summary>
    public void Read(byte octet, string what)
    {
        if (!TryRead(octet))
        {
            throw Wanted(what);
        }
    }

    /// <summary>SP is exactly one space (RFC 9051 §9, note 2).</summary>
    public bool TryReadSpace() => TryRead((byte)' ');

    /// <summary>Demands exactly one space.</summary>
    public void ReadSpace() => Read((byte)' ', "a space");

    /// <summary>Demands "(".</summary>
    public void ReadOpen() => Read((byte)'(', "\"(\"");

    /// <summary>Demands ")".</summary>
    public void ReadClose() => Read((byte)')', "\")\"");

    /// <summary>Demands the end of the input.</summary>
    /// <remarks>Leniency, trailing space: scripts and people at a terminal leave one space behind the last argument.</remarks>
    public void ReadEnd()
    {
        if (_position == _input.Length - 1 && Peek((byte)' '))
        {
            _position++;
        }

        if (!AtEnd)
        {
            throw Wanted("the end of the line");
        }
    }

    /// <summary>Consumes <paramref name="word"/>, whatever its case, if it is next and no atom goes on behind it.</summary>
    public bool TryReadWord(ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> rest = Rest;
        if (rest.Length < word.Length || !Ascii.EqualsIgnoreCase(rest[..word.Length], word)
            || (rest.Length > word.Length && ImapChars.ItemName.Contains(rest[word.Length])))
        {
            return false;
        }

        _position += word.Length;
        return true;
    }

    /// <summary>Demands <paramref name="word"/>, whatever its case.</summary>
    public void ReadWord(ReadOnlySpan<byte> word)
    {
        if (!TryReadWord(word))
        {
            throw Wanted(Encoding.ASCII.GetString(word));
        }
    }

    // atom = 1*ATOM-CHAR (RFC 9051 §9). False means "something else starts here": nothing is consumed.
    /// <summary>Reads an atom if one is next.</summary>
    public bool TryReadAtom(out ReadOnlySpan<byte> atom) => TryReadRun(ImapChars.Atom, out atom);

    /// <summary>Demands an atom.</summary>
    public ReadOnlySpan<byte> ReadAtom(string what) => TryReadAtom(out ReadOnlySpan<byte> atom) ? atom : throw Wanted(what);

    // The name of a fetch-att, search-key, modifier or option: an atom that ends before "[" (BODY[TEXT]).
    /// <summary>Reads the name of an item, key or option.</summary>
    public ReadOnlySpan<byte> ReadItemName(string what) => TryReadRun(ImapChars.ItemName, out ReadOnlySpan<byte> name) ? name : throw Wanted(what);

    // tag = 1*<any ASTRING-CHAR except "+">
    /// <summary>Demands a tag.</summary>
    public ReadOnlySpan<byte> ReadTag() => TryReadRun(ImapChars.Tag, out ReadOnlySpan<byte> tag) ? tag : throw Wanted("a tag");

    /// <summary>Demands one search-key: for an extension's key that takes a key itself (FUZZY). Limits count over the whole command.</summary>
    public SearchKey ReadSearchKey()
    {
        if (++_keyReaders > MaxNesting)
        {
            throw TooDeep();
        }

        SearchKey key = SearchKeyReader.ReadKey(ref this);
        _keyReaders--;
        return key;
    }

    internal void CountSearchKey()
    {
        if (++_searchKeys > SearchKeyReader.MaxKeys)
        {
            throw new ImapSyntaxException($"More than {SearchKeyReader.MaxKeys} search keys", _position, SyntaxErrorKind.Limit);
        }
    }

    /// <summary>Demands a name and gives what is registered for it; "unknown X name" if nothing is.</summary>
    internal T ReadRegistered<T>(AsciiNameTable<T> table, string what)
    {
        int start = _position;
        ReadOnlySpan<byte> name = ReadItemName("a " + what);
        return table.TryGet(name, out T? value)
            ? value
            : throw new ImapSyntaxException($"Unknown {what} {Ascii.Printable(name)}", start);
    }

    internal readonly ImapSyntaxException TooDeep() => new("Nested too deeply", _position, SyntaxErrorKind.Limit);

    internal void Rewind(int position) => _position = position;

    private bool TryReadRun(System.Buffers.SearchValues<byte> allowed, out ReadOnlySpan<byte> run)
    {
        ReadOnlySpan<byte> rest = Rest;
        int end = rest.IndexOfAnyExcept(allowed);
        run = end < 0 ? rest : rest[..end];
        _position += run.Length;
        return !run.IsEmpty;
    }
}

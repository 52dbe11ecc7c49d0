using System.Buffers;

namespace Postroom.Mime;

/// <summary>Finds the structure of a message in one pass over its octets, fed in spans of any size. No input makes it fail.</summary>
/// <remarks>
/// Bodies are never kept; headers are, within <see cref="MimeLimits"/>. An instance reads one message after the other
/// (<see cref="Complete"/> makes it ready for the next) and is for one thread at a time.
/// </remarks>
public sealed partial class MimeParser
{
    private enum State
    {
        Header,
        Body,
        DelimiterLine,
    }

    private const int HeaderOctets = 4096; // To begin with.
    private const int MostKeptOctets = 64 * 1024; // From one message to the next.

    private readonly MimeLimits _limits;
    private readonly IMimePartSink? _sink;
    private readonly List<MimePart> _open = new(8); // From the root to the part that is being read.
    private ArrayBufferWriter<byte> _header = new(HeaderOctets);
    private MimePart _root = null!;
    private State _state;
    private long _position; // Of the first octet not consumed yet.
    private long _lines; // Line feeds before _position.
    private byte _lastOctet;
    private int _lineEnding; // Octets of the line ending just before _position, when at the start of a line.
    private bool _atLineStart;
    private long _partialLine; // Octets of the current header line that came in earlier spans.
    private int _headerLines;
    private bool _headerCut;
    private int _headerBudget;
    private int _parts;
    private bool _hasNul;
    private bool _isCut;

    /// <summary>A parser for any number of messages, one after the other; without <paramref name="limits"/> the default ones hold.</summary>
    public MimeParser(MimeLimits? limits = null)
        : this(limits, sink: null)
    {
    }

    internal MimeParser(MimeLimits? limits, IMimePartSink? sink)
    {
        _limits = limits ?? MimeLimits.Default;
        _sink = sink;
        Reset();
    }

    /// <summary>Parses a message that is in memory as one piece.</summary>
    public static MimeMessage Parse(ReadOnlySpan<byte> message, MimeLimits? limits = null)
    {
        var parser = new MimeParser(limits);
        parser.Append(message);
        return parser.Complete();
    }

    /// <summary>Takes the next octets of the message; where it is cut into spans makes no difference.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        _hasNul = _hasNul || octets.Contains((byte)0);
        if (_carriedOctets == 0 || ResumeCarried(ref octets))
            Consume(octets);
    }

    /// <summary>Ends the message and gives its structure. What was left open (headers, parts) ends here.</summary>
    public MimeMessage Complete()
    {
        _isFinal = true;
        if (_carriedOctets > 0)
            ReleaseCarried();
        if (_state == State.DelimiterLine)
            EndDelimiterLine();
        while (_state == State.Header)
            EndHeader();
        CloseDownTo(0, _position, _lines, dropLineEnding: false);
        var message = new MimeMessage(_root, _position, _lines, _hasNul, _isCut);
        Reset();
        return message;
    }

    private void Reset()
    {
        _open.Clear();
        if (_header.Capacity > MostKeptOctets)
            _header = new ArrayBufferWriter<byte>(HeaderOctets);
        _header.ResetWrittenCount();
        _delimiters.Clear();
        (_position, _lines, _partialLine) = (0, 0, 0);
        (_lastOctet, _lineEnding, _headerLines, _parts, _carriedOctets, _heldOctets) = (0, 0, 0, 0, 0, 0);
        (_headerCut, _hasNul, _isCut, _isFinal) = (false, false, false, false);
        _decoder = null;
        _headerBudget = _limits.TotalHeaderOctets;
        DelimitersChanged();
        _root = StartPart(parent: null, isMessage: true);
    }

    private void Consume(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int taken = _state switch
            {
                State.Header => ConsumeHeader(data),
                State.Body => ConsumeBody(data),
                _ => ConsumeDelimiterLine(data),
            };
            data = data[taken..];
        }
    }

    /// <summary>Moves on; what was taken ends a line if its last octet is LF.</summary>
    private void Advance(ReadOnlySpan<byte> taken)
    {
        if (taken.IsEmpty)
            return;
        byte before = taken.Length > 1 ? taken[^2] : _lastOctet;
        _lastOctet = taken[^1];
        _atLineStart = _lastOctet == '\n';
        _lineEnding = !_atLineStart ? 0 : before == '\r' ? 2 : 1;
        _position += taken.Length;
    }

    private int ConsumeHeader(ReadOnlySpan<byte> data)
    {
        int saved = 0;
        int at = 0;
        while (at < data.Length)
        {
            ReadOnlySpan<byte> rest = data[at..];
            if (_atLineStart && rest[0] == '-' && _delimiters.Count > 0)
            {
                Delimiter delimiter = FindDelimiter(rest);
                if (delimiter.IsUndecided || delimiter.IsFound)
                {
                    SaveHeader(data[saved..at]);
                    Advance(data[saved..at]);
                    return at + TakeDelimiter(delimiter, rest);
                }
            }

            int lineFeed = rest.IndexOf((byte)'\n');
            if (lineFeed < 0)
            {
                _partialLine += rest.Length;
                _atLineStart = false;
                break;
            }

            long length = _partialLine + lineFeed;
            bool isBlank = length == 0 || (length == 1 && (lineFeed == 1 ? rest[0] : _lastOctet) == '\r');
            at += lineFeed + 1;
            _lines++;
            _partialLine = 0;
            _atLineStart = true;
            if (isBlank || ++_headerLines == _limits.HeaderLines)
            {
                SaveHeader(data[saved..at]);
                Advance(data[saved..at]);
                saved = at;
                if (isBlank)
                {
                    EndHeader();
                    return at;
                }
                _headerCut = true;
            }
        }

        SaveHeader(data[saved..]);
        Advance(data[saved..]);
        return data.Length;
    }

    private void SaveHeader(ReadOnlySpan<byte> octets)
    {
        if (_headerCut)
        {
            _open[^1].IsHeaderCut |= !octets.IsEmpty;
            return;
        }
        int room = Math.Min(_limits.HeaderOctets, _headerBudget) - _header.WrittenCount;
        if (octets.Length > room)
        {
            octets = octets[..Math.Max(room, 0)];
            _headerCut = true;
            _open[^1].IsHeaderCut = true;
        }
        _header.Write(octets);
    }

    private int ConsumeBody(ReadOnlySpan<byte> data)
    {
        if (_atLineStart && data[0] == '-' && _delimiters.Count > 0)
        {
            Delimiter delimiter = FindDelimiter(data);
            if (delimiter.IsUndecided || delimiter.IsFound)
                return TakeDelimiter(delimiter, data);
        }

        int end = data.Length;
        if (_delimiters.Count > 0)
        {
            int candidate = data.IndexOf("\n--"u8);
            if (candidate >= 0)
                end = candidate + 1;
            else if (data.EndsWith("\n-"u8))
                end = data.Length - 1;
        }
        ReadOnlySpan<byte> taken = data[..end];
        _lines += taken.Count((byte)'\n');
        Advance(taken);
        FeedBody(taken);
        return end;
    }

    private MimePart StartPart(MimePart? parent, bool isMessage)
    {
        var part = new MimePart(_limits, parent, isMessage, _position);
        _open.Add(part);
        _parts++;
        _header.ResetWrittenCount();
        (_headerLines, _headerCut, _partialLine, _atLineStart) = (0, false, 0, true);
        _state = State.Header;
        if (parent is null)
            return part;
        parent.Add(part);
        if (_parts >= _limits.Parts || _headerBudget <= 0)
            SwallowTheRest(part);
        return part;
    }

    /// <summary>The last part that the limits allow: a leaf without a header that reaches to the end of the message.</summary>
    private void SwallowTheRest(MimePart part)
    {
        _isCut = true;
        _delimiters.Clear();
        DelimitersChanged();
        part.MakeOpaque();
        part.LinesBeforeBody = _lines;
        _state = State.Body;
        _sink?.HeaderEnded(part);
    }

    private void EndHeader()
    {
        MimePart part = _open[^1];
        if (part.IsHeaderCut)
            _isCut = true;
        _headerBudget -= _header.WrittenCount;
        part.LinesBeforeBody = _lines;
        part.EndHeader(_position, _header.WrittenSpan);
        _state = State.Body;
        _atLineStart = true;
        if (part.Kind != MimePartKind.Leaf && (_open.Count > _limits.Depth || _parts >= _limits.Parts))
        {
            _isCut = true;
            part.MakeOpaque();
        }
        _sink?.HeaderEnded(part);
        switch (part.Kind)
        {
            case MimePartKind.Multipart:
                PushDelimiter(part.Boundary);
                break;
            case MimePartKind.Message:
                StartPart(part, isMessage: true);
                break;
            default:
                StartBody(part);
                break;
        }
    }
}

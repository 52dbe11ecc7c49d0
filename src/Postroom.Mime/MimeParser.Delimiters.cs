namespace Postroom.Mime;

/// <content>Boundary delimiter lines (RFC 2046 §5.1.1), which end the parts before them.</content>
public sealed partial class MimeParser
{
    // RFC 2046 allows 70 octets. Of a longer boundary the first 256 are compared.
    private const int MaxBoundaryOctets = 256;

    private readonly record struct OpenBoundary(int Depth, byte[] Octets);

    private readonly record struct Delimiter(int Index, int Octets, bool IsClose)
    {
        public static readonly Delimiter None = new(-1, 0, false);
        public static readonly Delimiter Undecided = new(-2, 0, false);

        public bool IsFound => Index >= 0;

        public bool IsUndecided => Index == -2;
    }

    private readonly List<OpenBoundary> _delimiters = []; // Innermost last.
    private readonly byte[] _carried = new byte[MaxBoundaryOctets + 8]; // The start of a line that may be a delimiter.
    private int _carriedOctets;
    private int _longestDelimiter; // Octets of a line that decide whether it is a delimiter, and which.
    private bool _isFinal;
    private bool _delimiterIsClose;

    private void PushDelimiter(ReadOnlySpan<byte> boundary)
    {
        boundary = boundary[..Math.Min(boundary.Length, MaxBoundaryOctets)];
        _delimiters.Add(new OpenBoundary(_open.Count - 1, boundary.ToArray()));
        DelimitersChanged();
    }

    private void DelimitersChanged()
    {
        _longestDelimiter = 0;
        foreach (OpenBoundary boundary in _delimiters)
            _longestDelimiter = Math.Max(_longestDelimiter, boundary.Octets.Length);
        _longestDelimiter += 6; // Dashes before, dashes behind, and the line's end, which tells "foo" closing from "foo--" opening.
    }

    /// <summary>Says which open multipart's delimiter starts here, at the start of a line.</summary>
    /// <remarks>
    /// RFC 2046 §5.1.2: it is enough that the line begins with it. Of several the longest counts, so that a boundary may
    /// be the beginning of another; of equal ones the innermost, until it was closed (as Dovecot and Cyrus read them).
    /// </remarks>
    private Delimiter FindDelimiter(ReadOnlySpan<byte> line)
    {
        int seen = Math.Min(line.Length, _longestDelimiter);
        int end = line[..seen].IndexOf((byte)'\n');
        if (line.Length > 1 && line[1] != '-')
            return Delimiter.None;
        if (end < 0 && line.Length < _longestDelimiter && !_isFinal)
            return Delimiter.Undecided;
        line = line[..(end < 0 ? seen : end)];
        if (end > 0 && line[^1] == '\r')
            line = line[..^1];
        if (line.Length < 2)
            return Delimiter.None;

        ReadOnlySpan<byte> rest = line[2..];
        bool endsInDashes = rest.EndsWith("--"u8);
        int best = -1;
        int bestOctets = 0;
        for (int i = _delimiters.Count - 1; i >= 0; i--)
        {
            ReadOnlySpan<byte> boundary = _delimiters[i].Octets;
            if (boundary.Length <= bestOctets || !rest.StartsWith(boundary))
                continue;
            (best, bestOctets) = (i, boundary.Length);
            if (bestOctets == rest.Length || (bestOctets == rest.Length - 2 && endsInDashes))
                break; // Exactly this one.
        }
        return best < 0 ? Delimiter.None : new Delimiter(best, bestOctets + 2, rest[bestOctets..].StartsWith("--"u8));
    }

    /// <summary>Acts on what <see cref="FindDelimiter"/> said; gives how many octets of <paramref name="line"/> are done with.</summary>
    private int TakeDelimiter(Delimiter delimiter, ReadOnlySpan<byte> line)
    {
        if (delimiter.IsUndecided)
        {
            line.CopyTo(_carried);
            _carriedOctets = line.Length;
            return line.Length;
        }

        while (_state == State.Header)
            EndHeader(); // A header without a blank line ends where the delimiter stands.
        if (delimiter.Index >= _delimiters.Count)
            return 0; // A limit was met just now: there are no delimiters any more.
        // The line ending before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
        int depth = _delimiters[delimiter.Index].Depth;
        CloseDownTo(depth + 1, _position - _lineEnding, _lineEnding > 0 ? _lines - 1 : _lines, dropLineEnding: true);
        int keep = delimiter.IsClose ? delimiter.Index : delimiter.Index + 1;
        _delimiters.RemoveRange(keep, _delimiters.Count - keep);
        DelimitersChanged();
        _delimiterIsClose = delimiter.IsClose;
        _state = State.DelimiterLine;
        Advance(line[..delimiter.Octets]);
        return delimiter.Octets;
    }

    private int ConsumeDelimiterLine(ReadOnlySpan<byte> data)
    {
        int lineFeed = data.IndexOf((byte)'\n');
        int taken = lineFeed < 0 ? data.Length : lineFeed + 1;
        Advance(data[..taken]);
        if (lineFeed >= 0)
        {
            _lines++;
            EndDelimiterLine();
        }
        return taken;
    }

    private void EndDelimiterLine()
    {
        if (_delimiterIsClose)
            _state = State.Body; // The epilogue: nobody's, up to an outer delimiter.
        else
            StartPart(_open[^1], isMessage: false);
    }

    /// <summary>Ends the bodies of the open parts from <paramref name="depth"/> on, innermost first.</summary>
    private void CloseDownTo(int depth, long end, long lines, bool dropLineEnding)
    {
        for (int i = _open.Count - 1; i >= depth; i--)
        {
            MimePart part = _open[i];
            if (part.BodyOffset > end)
                (end, lines) = (part.BodyOffset, part.LinesBeforeBody); // Its header's last line ending stays a header's, and so inside those around.
            part.EndBody(end, lines);
            if (part.Kind == MimePartKind.Leaf)
                EndBody(part, dropLineEnding);
            part.CompleteChildren();
            _sink?.PartEnded(part);
        }
        _open.RemoveRange(depth, _open.Count - depth);
    }

    /// <summary>Adds to the carried start of a line; false while it still may be a delimiter or not.</summary>
    private bool ResumeCarried(ref ReadOnlySpan<byte> octets)
    {
        int room = Math.Min(_longestDelimiter - _carriedOctets, octets.Length);
        int lineFeed = octets[..room].IndexOf((byte)'\n');
        int take = lineFeed < 0 ? room : lineFeed + 1;
        octets[..take].CopyTo(_carried.AsSpan(_carriedOctets));
        _carriedOctets += take;
        octets = octets[take..];
        if (lineFeed < 0 && _carriedOctets < _longestDelimiter && _carried[0] == '-' && (_carriedOctets < 2 || _carried[1] == '-'))
            return false;
        ReleaseCarried();
        return true;
    }

    private void ReleaseCarried()
    {
        ReadOnlySpan<byte> carried = _carried.AsSpan(0, _carriedOctets);
        _carriedOctets = 0;
        Consume(carried);
    }
}

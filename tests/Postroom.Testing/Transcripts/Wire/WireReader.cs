using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>Takes whole replies off a stream: a line, and as long as it announces a literal, the literal and what follows.</summary>
internal sealed partial class WireReader(Stream stream)
{
    // What a test can want from one reply; a server that sends more without an end is found out.
    private const int MaxReplyOctets = 256 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Are there octets that were received and not read? After STARTTLS there must be none.</summary>
    public bool HasBuffered => _start < _end;

    /// <returns>The reply in Latin-1 without its last CRLF; null when the connection ended in good order before it.</returns>
    /// <exception cref="ReplyFormException">A bare CR or LF, a literal without its octets, an end in mid-reply.</exception>
    public async ValueTask<string?> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var reply = new StringBuilder();
        bool first = true;
        while (true)
        {
            string? line = await ReadLineAsync(cancellationToken);
            if (line is null)
                return first && reply.Length == 0 ? null : throw new ReplyFormException("the connection ended in the middle of a reply: " + reply);
            reply.Append(line);
            if (first && !MayHoldLiterals(line))
                return reply.ToString();
            first = false;
            Match literal = LiteralAtEnd().Match(line);
            if (!literal.Success)
                return reply.ToString();
            reply.Append("\r\n");
            await ReadLiteralAsync(reply, int.Parse(literal.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), cancellationToken);
        }
    }

    // Human text may end in anything, also in {5}: only data has literals.
    private static bool MayHoldLiterals(string line)
    {
        if (!line.StartsWith("* ", StringComparison.Ordinal))
            return false;
        int end = line.IndexOf(' ', 2);
        return !Reply.IsStatus(end < 0 ? line[2..] : line[2..end]);
    }

    private async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
                return line.Length == 0 ? null : throw new ReplyFormException("the connection ended in the middle of a line: " + line);
            char c = (char)_buffer[_start++];
            bool afterCr = line.Length > 0 && line[^1] == '\r';
            if (c == '\n')
            {
                if (!afterCr)
                    throw new ReplyFormException("a line ends in LF without CR: " + line);
                return line.ToString(0, line.Length - 1);
            }

            if (afterCr)
                throw new ReplyFormException("a CR without LF: " + line);
            line.Append(c);
            if (line.Length > MaxReplyOctets)
                throw new ReplyFormException("a line without an end");
        }
    }

    private async ValueTask ReadLiteralAsync(StringBuilder reply, int octets, CancellationToken cancellationToken)
    {
        if (octets > MaxReplyOctets)
            throw new ReplyFormException($"a literal of {octets} octets");
        while (octets > 0)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
                throw new ReplyFormException($"the connection ended {octets} octets before the end of a literal");
            int take = Math.Min(octets, _end - _start);
            reply.Append(Encoding.Latin1.GetString(_buffer, _start, take));
            _start += take;
            octets -= take;
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }

    [GeneratedRegex(@"~?\{([0-9]{1,9})\}$", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralAtEnd();
}

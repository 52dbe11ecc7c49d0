using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LoadGenerator;

/// <summary>Walks through what a server says, line by line and over literals, until the tagged line; holds the octets that are not walked through yet.</summary>
internal sealed class AnswerReader : IDisposable
{
    private const int InitialOctets = 256 * 1024;

    // From the pool: clearing so much for each of thousands of logins a second would be most of what the generator does.
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialOctets);
    private int _start;
    private int _end;
    private int _searched;      // no line ends before this one
    private long _skip;         // octets of a literal that are still to come

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Where the next octets go. Never empty.</summary>
    public ArraySegment<byte> Room()
    {
        if (_start == _end)
        {
            _start = _end = _searched = 0;
        }
        else if (_buffer.Length - _end < 4096)
        {
            if (_start < _buffer.Length / 2)
                Array.Resize(ref _buffer, _buffer.Length * 2);     // one line that is longer: a SEARCH answer
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _searched -= _start;
            _end -= _start;
            _start = 0;
        }
        return new ArraySegment<byte>(_buffer, _end, _buffer.Length - _end);
    }

    public void Came(int octets, ref Answer answer)
    {
        _end += octets;
        answer.Octets += octets;
    }

    /// <summary>Takes what is there. True when the tagged line with <paramref name="tag"/> has come, or a "+" if that is waited for.</summary>
    /// <exception cref="WrongAnswerException">The server said NO, BAD or BYE.</exception>
    public bool TryFinish(ReadOnlySpan<byte> tag, bool untilContinuation, ref Answer answer)
    {
        while (true)
        {
            if (_skip > 0)
            {
                int skip = (int)Math.Min(_skip, _end - _start);
                _start += skip;
                _skip -= skip;
                if (_skip > 0)
                    return false;
                _searched = _start;
            }
            int newline = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (newline < 0)
            {
                _searched = _end;
                return false;
            }
            ReadOnlySpan<byte> line = _buffer.AsSpan(_start, _searched + newline + 1 - _start);
            _start = _searched = _searched + newline + 1;
            Count(line, ref answer);
            if (line.Length > 3 && line[^3] == (byte)'}')
            {
                int open = line.LastIndexOf((byte)'{');
                if (!Utf8Parser.TryParse(line[(open + 1)..], out _skip, out _))
                    throw new WrongAnswerException(Encoding.Latin1.GetString(line).TrimEnd());
                answer.Literals += _skip;
            }
            else if (line[0] == (byte)'+' && untilContinuation)
            {
                return true;
            }
            else if (line.StartsWith(tag))
            {
                return line[tag.Length..].StartsWith(" OK"u8) ? true : throw new WrongAnswerException(Encoding.Latin1.GetString(line).TrimEnd());
            }
        }
    }

    // What follows a literal begins with anything but "* ", or is a ")" alone.
    private static void Count(ReadOnlySpan<byte> line, ref Answer answer)
    {
        if (line.Length < 6 || line[0] != (byte)'*' || line[1] != (byte)' ')
            return;
        ReadOnlySpan<byte> rest = line[2..];
        int digits = 0, number = 0;
        for (; (uint)(rest[digits] - '0') <= 9; digits++)
            number = (number * 10) + rest[digits] - '0';
        ReadOnlySpan<byte> word = digits > 0 ? rest[(digits + 1)..] : rest;
        if (word.StartsWith("FETCH"u8))
        {
            answer.Fetches++;
        }
        else if (word.StartsWith("EXPUNGE"u8))
        {
            answer.Expunges++;
        }
        else if (word.StartsWith("VANISHED"u8))
        {
            answer.Vanished += UidsIn(word[(word.LastIndexOf((byte)' ') + 1)..]);
        }
        else if (word.StartsWith("SEARCH"u8))
        {
            // Cyrus ends with a space when nothing is found, and tells (MODSEQ n) to those who asked.
            answer.Hits += word.TrimEnd("\r\n "u8).Count((byte)' ');
        }
        else
        {
            if (word.StartsWith("EXISTS"u8))
                answer.Exists = number;
            else if (word.StartsWith("STATUS"u8))
                answer.Messages += MessagesIn(word);
            else if (word.StartsWith("BYE"u8) && !answer.IsLeaving)
                throw new WrongAnswerException(Encoding.Latin1.GetString(line).TrimEnd());
            answer.Others++;
        }
    }

    // STATUS mailbox (MESSAGES n ...), in any order.
    private static int MessagesIn(ReadOnlySpan<byte> status)
    {
        int item = status.IndexOf("MESSAGES "u8);
        return item >= 0 && Utf8Parser.TryParse(status[(item + "MESSAGES ".Length)..], out int messages, out _) ? messages : 0;
    }

    // n or n:m, by commas (RFC 3501 §9: sequence-set); a range may be said backwards.
    private static int UidsIn(ReadOnlySpan<byte> set)
    {
        int count = 0;
        while (Utf8Parser.TryParse(set, out int first, out int digits))
        {
            set = set[digits..];
            int last = first;
            if (set[0] == (byte)':' && Utf8Parser.TryParse(set[1..], out last, out digits))
                set = set[(1 + digits)..];
            count += Math.Abs(last - first) + 1;
            set = set[0] == (byte)',' ? set[1..] : default;
        }
        return count;
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LoadGenerator.Ceiling;

/// <summary>One client of the <see cref="CeilingServer"/>.</summary>
internal sealed class CeilingSession(Socket socket) : IDisposable
{
    // By mailbox size and command: FETCH and SEARCH are answered from here.
    private static readonly ConcurrentDictionary<byte[], byte[]> Canned = new(new OctetsComparer());

    private readonly ConcurrentDictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _canned = Canned.GetAlternateLookup<ReadOnlySpan<byte>>();
    private readonly byte[] _in = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private readonly byte[] _key = new byte[2048];
    private readonly byte[] _outTag = new byte[64];
    private readonly byte[] _held = new byte[16 * 1024];   // answers that leave with the next ones, as more commands are here already
    private readonly Dictionary<string, (int Version, byte[] Line)> _statuses = [];
    private int _heldOctets;
    private int _start, _end;
    private string _account = "", _mailbox = "";
    private int _selected, _deleted, _tagLine;
    private bool _isIdle, _isLeaving;

    public void Run()
    {
        Send("* OK [CAPABILITY IMAP4rev1 LITERAL+] ready\r\n"u8);
        while (!_isLeaving && TryReadLine(out int first, out int length))
            Answer(_in.AsSpan(first, length));
        CeilingMailboxes.Idle(_mailbox, this, isStarting: false);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_in);

    /// <summary>To an idling client: so many messages now.</summary>
    public void Tell(int exists)
    {
        try
        {
            SendAll(Encoding.ASCII.GetBytes($"* {exists} EXISTS\r\n"));   // another thread's: what is held is not its to touch
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has gone; its own thread is about to notice, and this one serves somebody else.
        }
    }

    private void Answer(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        if (_isIdle)    // DONE
        {
            _isIdle = false;
            CeilingMailboxes.Idle(_mailbox, this, isStarting: false);
            Ok(default);
            return;
        }
        line[..space].CopyTo(_outTag);
        " OK done\r\n"u8.CopyTo(_outTag.AsSpan(space));
        _tagLine = space + 10;
        ReadOnlySpan<byte> command = line[(space + 1)..];

        // The mailbox's size is part of the key: "1:*" says something else in each.
        BitConverter.TryWriteBytes(_key, _selected);
        command.CopyTo(_key.AsSpan(4));
        ReadOnlySpan<byte> key = _key.AsSpan(0, 4 + command.Length);
        if (_canned.TryGetValue(key, out byte[]? answer))
        {
            Ok(answer);
            return;
        }
        Handle(Encoding.ASCII.GetString(command), key);
    }

    private void Handle(string command, ReadOnlySpan<byte> key)
    {
        string[] words = command.Split(' ');
        switch (words[0])
        {
            case "LOGIN": _account = words[1]; Ok(default); break;
            case "CAPABILITY": Ok("* CAPABILITY IMAP4rev1 LITERAL+ MULTIAPPEND MOVE IDLE\r\n"u8); break;
            case "CREATE": OkIf(CeilingMailboxes.Create(Name(words[1]))); break;
            case "DELETE": CeilingMailboxes.Delete(Name(words[1])); Ok(default); break;
            case "SELECT": Select(words[1]); break;
            case "APPEND": Append(words); break;
            case "STATUS": Status(words[1]); break;
            case "LIST": Ok(Encoding.ASCII.GetBytes(string.Concat(CeilingMailboxes.Of(_account).Where(static name => name[0] == 'b').Select(static name => $"* LIST () \"/\" {name}\r\n")))); break;
            case "STORE": _deleted = command.Contains("\\Deleted", StringComparison.Ordinal) ? Range(words[1]).Count : _deleted; Ok(default); break;
            case "COPY": CeilingMailboxes.Add(Name(words[2]), Range(words[1]).Count); Ok(default); break;
            case "MOVE": CeilingMailboxes.Add(Name(words[2]), Range(words[1]).Count); Expunge(Range(words[1]).Count); break;
            case "EXPUNGE": Expunge(_deleted); _deleted = 0; break;
            case "FETCH":
                (int first, int count) = Range(words[1]);
                Ok(Canned[key.ToArray()] = CannedAnswers.Fetch(first, first + count - 1, string.Join(' ', words[2..]), isBig: _mailbox.EndsWith("/big", StringComparison.Ordinal)));
                break;
            case "SEARCH": Ok(Canned[key.ToArray()] = CannedAnswers.Search(command["SEARCH ".Length..], _selected)); break;
            case "IDLE":
                _isIdle = true;
                CeilingMailboxes.Idle(_mailbox, this, isStarting: true);
                Send("+ idling\r\n"u8);
                break;
            case "LOGOUT": _isLeaving = true; Ok("* BYE bye\r\n"u8); break;
            default: Ok(default); break;
        }
    }

    private void Status(string mailbox)
    {
        int version = CeilingMailboxes.Version;
        if (!_statuses.TryGetValue(mailbox, out (int Version, byte[] Line) known) || known.Version != version)
            known = _statuses[mailbox] = (version, Encoding.ASCII.GetBytes($"* STATUS {mailbox} (MESSAGES {CeilingMailboxes.Count(Name(mailbox))})\r\n"));
        Ok(known.Line);
    }

    private string Name(string mailbox) => $"{_account}/{mailbox}";

    private void Select(string mailbox)
    {
        _mailbox = Name(mailbox);
        if (CeilingMailboxes.Count(_mailbox) is { } count)
        {
            _selected = count;
            Ok(Encoding.ASCII.GetBytes($"* {count} EXISTS\r\n"));
        }
        else
        {
            OkIf(false);
        }
    }

    // APPEND mailbox ... {n+}, and again and again what MULTIAPPEND adds.
    private void Append(string[] words)
    {
        int messages = 0;
        for (string last = words[^1]; last.EndsWith("+}", StringComparison.Ordinal);)
        {
            Skip(int.Parse(last.AsSpan(last.LastIndexOf('{') + 1)[..^2], CultureInfo.InvariantCulture));
            messages++;
            if (!TryReadLine(out int first, out int length))
                return;
            last = Encoding.ASCII.GetString(_in, first, length);
        }
        CeilingMailboxes.Add(Name(words[1]), messages);
        Ok(default);
    }

    private void Expunge(int messages)
    {
        _selected -= messages;
        CeilingMailboxes.Add(_mailbox, -messages);
        Ok(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("* 1 EXPUNGE\r\n", messages))));
    }

    // n, n:m or n:*
    private (int First, int Count) Range(string set)
    {
        int colon = set.IndexOf(':', StringComparison.Ordinal);
        int first = int.Parse(colon < 0 ? set : set[..colon], CultureInfo.InvariantCulture);
        int last = colon < 0 ? first : set.EndsWith('*') ? _selected : int.Parse(set.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        return (first, last - first + 1);
    }

    private bool TryReadLine(out int first, out int length)
    {
        while (true)
        {
            int newline = _in.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                first = _start;
                length = newline - 1;
                _start += newline + 1;
                return true;
            }
            if (!Fill())
            {
                first = length = 0;
                return false;
            }
        }
    }

    private void Skip(int octets)
    {
        while (true)
        {
            int there = Math.Min(octets, _end - _start);
            _start += there;
            octets -= there;
            if (octets == 0 || !Fill())
                return;
        }
    }

    private bool Fill()
    {
        _in.AsSpan(_start, _end - _start).CopyTo(_in);
        _end -= _start;
        _start = 0;
        while (CeilingServer.HasOneClient && !socket.Poll(0, SelectMode.SelectRead))
            Thread.Yield();    // the client may have to run on this very core
        int came = socket.Receive(_in.AsSpan(_end));
        _end += came;
        return came > 0;
    }

    private void OkIf(bool isDone)
    {
        if (isDone)
            Ok(default);
        else
            Send(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(_outTag, 0, _tagLine).Replace(" OK ", " NO ", StringComparison.Ordinal)));
    }

    // The answer and its tagged line leave together when they are small.
    private void Ok(ReadOnlySpan<byte> untagged)
    {
        ReadOnlySpan<byte> tagged = _outTag.AsSpan(0, _tagLine);
        if (untagged.Length is > 0 and < 4096)
        {
            Span<byte> both = stackalloc byte[4096 + 64];
            untagged.CopyTo(both);
            tagged.CopyTo(both[untagged.Length..]);
            Send(both[..(untagged.Length + tagged.Length)]);
            return;
        }
        Send(untagged);
        Send(tagged);
    }

    private void Send(ReadOnlySpan<byte> octets)
    {
        if (_heldOctets + octets.Length <= _held.Length)
        {
            octets.CopyTo(_held.AsSpan(_heldOctets));
            _heldOctets += octets.Length;
            if (_in.AsSpan(_start, _end - _start).Contains((byte)'\n'))
                return;
            octets = default;
        }
        SendAll(_held.AsSpan(0, _heldOctets));
        _heldOctets = 0;
        SendAll(octets);
    }

    private void SendAll(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
            octets = octets[socket.Send(octets)..];
    }
}

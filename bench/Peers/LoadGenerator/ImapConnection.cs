using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace LoadGenerator;

/// <summary>One connection of a client that waits for each answer on its own thread. Sends prepared octets, counts what comes back, and allocates nothing for it.</summary>
internal sealed class ImapConnection : IDisposable
{
    // The option of Linux that sends what a client acknowledges at once: Cyrus writes an answer in two pieces and, by Nagle's
    // rule, holds the second back until the first is acknowledged, which an idle client does 40 ms later. It wears off, so it is said before each wait.
    private const int TcpLevel = 6, TcpQuickAck = 12;
    private static readonly byte[] On = [1, 0, 0, 0];

    private readonly Socket _socket;
    private AnswerReader? _reader = new();
    private byte[] _out = new byte[2048];
    private Stream? _from, _to;    // null: the socket
    private int _tag;
    private int _pending;       // octets of _out that wait for the next literal
    private Dialect _dialect = Dialect.Usual;

    private ImapConnection(Socket socket) => _socket = socket;

    private ImapConnection(int port)
        : this(NewSocket()) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>Connected, and greeted; null if nobody takes connections there yet. Without an exception, which would cost more than the look.</summary>
    public static ImapConnection? TryOpen(int port)
    {
        Socket socket = NewSocket();
        using var connecting = new SocketAsyncEventArgs { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, port) };
        using var done = new ManualResetEventSlim();
        connecting.Completed += (_, _) => done.Set();
        if (socket.ConnectAsync(connecting))
            done.Wait();
        if (connecting.SocketError != SocketError.Success)
        {
            socket.Dispose();
            return null;
        }
        var imap = new ImapConnection(socket);
        imap.Greeting();
        return imap;
    }

    /// <summary>Connected, and greeted.</summary>
    public static ImapConnection Open(int port)
    {
        var imap = new ImapConnection(port);
        imap.Greeting();
        return imap;
    }

    /// <summary>The same over TLS from the first octet.</summary>
    public static ImapConnection OpenTls(int port)
    {
        var imap = new ImapConnection(port);
        var tls = new SslStream(new NetworkStream(imap._socket));
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,    // everyone's own, made for the run
        });
        imap._from = imap._to = tls;
        imap.Greeting();
        return imap;
    }

    public static ImapConnection Login(int port, string user)
    {
        ImapConnection imap = Open(port);
        imap.Run($"LOGIN {user} secret");
        return imap;
    }

    /// <summary>Logged in, with <paramref name="mailbox"/> selected, which must hold so many messages.</summary>
    public static ImapConnection Select(int port, string user, string mailbox, int? exists = null)
    {
        ImapConnection imap = Login(port, user);
        imap.Select(mailbox).Expect(exists: exists);
        return imap;
    }

    /// <summary>A mailbox's name, as this server has it.</summary>
    public string Name(string mailbox) => mailbox == "INBOX" ? mailbox : _dialect.Prefix + mailbox;

    public Answer Select(string mailbox) => Run($"SELECT {Name(mailbox)}");

    public void Delete(string mailbox) => Run($"DELETE {Name(mailbox)}");

    /// <summary>No mailbox is selected any more, and nothing in it changed for that.</summary>
    public Answer Leave() => Run(_dialect.Leave);

    /// <summary>From now on both sides compress (RFC 4978), as little as zlib can: the server's work is what is measured.</summary>
    public void Compress()
    {
        Run("COMPRESS DEFLATE");
        Stream wire = _to ?? new NetworkStream(_socket);
        _from = new DeflateStream(wire, CompressionMode.Decompress);
        _to = new DeflateStream(wire, CompressionLevel.Fastest);
    }

    public Answer Run(string command) => Run(Encoding.ASCII.GetBytes(command));

    /// <summary>Sends a command, its tag and line end added, and reads to the end of its answer, which must be OK.</summary>
    public Answer Run(ReadOnlySpan<byte> command)
    {
        int used = WriteTag(_out);
        if (command.Length + used + 2 <= _out.Length)
        {
            command.CopyTo(_out.AsSpan(used));
            "\r\n"u8.CopyTo(_out.AsSpan(used + command.Length));
            Send(_out.AsSpan(0, used + command.Length + 2));
        }
        else
        {
            Send(_out.AsSpan(0, used));
            Send(command);
            Send("\r\n"u8);
        }
        return ReadToTag();
    }

    /// <summary>Many commands at once, sent without waiting (lines with tags of their own), the last with the tag that <see cref="ReadToTag"/> waits for.</summary>
    public Answer RunPipelined(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> last)
    {
        Send(lines);
        return Run(last);
    }

    /// <summary>Whether the server announces it, once logged in.</summary>
    public bool Has(string capability) => Ask("CAPABILITY").Split(' ', '\r').Contains(capability);

    /// <summary>All that is answered to a command, which must be OK: for short answers that are read by eye rather than counted.</summary>
    public string Ask(string command)
    {
        Send(Encoding.ASCII.GetBytes($"C {command}\r\n"));
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().Contains("C OK", StringComparison.Ordinal))
        {
            int count = _socket.Receive(buffer);
            text.Append(Encoding.Latin1.GetString(buffer.AsSpan(0, count)));
            if (count == 0 || text.ToString().StartsWith("C ", StringComparison.Ordinal) && !text.ToString().StartsWith("C OK", StringComparison.Ordinal))
                throw new WrongAnswerException($"{command}: {text}");
        }
        return text.ToString();
    }

    /// <summary>APPEND with a literal that is not waited for (LITERAL+, RFC 7888) where the server allows that.</summary>
    /// <param name="beforeLiteral"><c>APPEND mailbox (flags) "date" </c>, up to the literal.</param>
    public Answer Append(ReadOnlySpan<byte> beforeLiteral, ReadOnlySpan<byte> message)
    {
        StartAppend(beforeLiteral);
        AddLiteral(message);
        Send("\r\n"u8);
        return ReadToTag();
    }

    /// <summary>The first octets of a command that ends with <see cref="Finish"/>.</summary>
    public void StartAppend(ReadOnlySpan<byte> beforeLiteral)
    {
        int used = WriteTag(_out);
        beforeLiteral.CopyTo(_out.AsSpan(used));
        _pending = used + beforeLiteral.Length;
    }

    public void AddLiteral(ReadOnlySpan<byte> message)
    {
        Span<byte> head = _out.AsSpan(_pending);
        head[0] = (byte)'{';
        Utf8Formatter.TryFormat(message.Length, head[1..], out int digits);
        if (!_dialect.HasLiteralPlus)
        {
            "}\r\n"u8.CopyTo(head[(1 + digits)..]);
            Send(_out.AsSpan(0, _pending + digits + 4));
            _pending = 0;
            Read(untilContinuation: true);
            Send(message);
            return;
        }
        "+}\r\n"u8.CopyTo(head[(1 + digits)..]);
        int headLength = _pending + digits + 5;
        _pending = 0;
        // A small message leaves in one packet with its command.
        if (headLength + message.Length <= _out.Length)
        {
            message.CopyTo(_out.AsSpan(headLength));
            Send(_out.AsSpan(0, headLength + message.Length));
            return;
        }
        Send(_out.AsSpan(0, headLength));
        Send(message);
    }

    public void AddText(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_out.AsSpan(_pending));
        _pending += text.Length;
    }

    public Answer Finish()
    {
        Send("\r\n"u8);
        return ReadToTag();
    }

    /// <summary>Begins IDLE; answers come to <see cref="ReadSomeAsync"/>.</summary>
    public void StartIdle()
    {
        int used = WriteTag(_out);
        "IDLE\r\n"u8.CopyTo(_out.AsSpan(used));
        Send(_out.AsSpan(0, used + 6));
        Read(untilContinuation: true);
    }

    public Answer EndIdle()
    {
        Send("DONE\r\n"u8);
        return ReadToTag();
    }

    /// <summary>Waits, without a thread, for whatever comes next.</summary>
    public ValueTask<int> ReadSomeAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public Answer Logout()
    {
        int used = WriteTag(_out);
        "LOGOUT\r\n"u8.CopyTo(_out.AsSpan(used));
        Send(_out.AsSpan(0, used + 8));
        return Read(untilContinuation: false, isLeaving: true);
    }

    /// <summary>Nothing more will be said: ten thousand such connections are kept.</summary>
    public void Free()
    {
        _reader?.Dispose();
        _reader = null;
        _out = [];
    }

    public void Dispose()
    {
        _from?.Dispose();
        _socket.Dispose();
        Free();
    }

    private Answer ReadToTag() => Read(untilContinuation: false);

    private Answer Read(bool untilContinuation, bool isLeaving = false)
    {
        var answer = new Answer { Exists = -1, IsLeaving = isLeaving };
        Span<byte> tag = stackalloc byte[9];
        Tag(tag);
        while (!_reader!.TryFinish(tag, untilContinuation, ref answer))
            Receive(ref answer);
        return answer;
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    // A greeting has no tag: its first octets are those of one.
    private void Greeting()
    {
        var answer = new Answer();
        do
            _dialect = Dialect.Of(Receive(ref answer));
        while (!_reader!.TryFinish("* OK"u8[..1], untilContinuation: false, ref answer));
    }

    private ReadOnlySpan<byte> Receive(ref Answer answer)
    {
        ArraySegment<byte> room = _reader!.Room();
        int count;
        if (_from is not null)
        {
            count = _from.Read(room);
        }
        else
        {
            if (OperatingSystem.IsLinux())
                _socket.SetRawSocketOption(TcpLevel, TcpQuickAck, On);
            count = _socket.Receive(room);
        }
        if (count == 0)
            throw new WrongAnswerException("the server closed the connection");
        _reader.Came(count, ref answer);
        return room.AsSpan(0, count);
    }

    private void Send(ReadOnlySpan<byte> octets)
    {
        if (_to is not null)
        {
            _to.Write(octets);
            _to.Flush();
            return;
        }
        while (!octets.IsEmpty)
            octets = octets[_socket.Send(octets)..];
    }

    // Tags are T and eight digits: nothing in the mail begins a line so.
    private int WriteTag(Span<byte> output)
    {
        _tag++;
        Tag(output);
        output[9] = (byte)' ';
        return 10;
    }

    private void Tag(Span<byte> output)
    {
        output[0] = (byte)'T';
        int rest = _tag;
        for (int i = 8; i >= 1; i--, rest /= 10)
            output[i] = (byte)('0' + (rest % 10));
    }
}

namespace Postroom.Net;

/// <summary>Cuts a connection's input into commands: lines, and literals where the door's policy sees one announced.</summary>
/// <remarks>Only one task reads. The grammar is the door's; this knows octets, CRLF and lengths, and never holds more than its limits.</remarks>
public sealed partial class FrameReader
{
    private const int KeptOfRefused = 256; // enough for a tag and a name

    private readonly Connection _connection;
    private readonly ILiteralPolicy? _policy;

    /// <summary>Reads from <paramref name="connection"/>; without a policy there are no literals (POP3, SMTP).</summary>
    public FrameReader(Connection connection, FrameLimits limits, ILiteralPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(limits);
        (_connection, Limits, _policy) = (connection, limits, policy);
    }

    /// <summary>May be changed between commands, as at login.</summary>
    public FrameLimits Limits { get; set; }

    /// <summary>Asked about long lines; null: they may be as long as the limits say.</summary>
    public ILinePolicy? Lines { get; init; }

    /// <summary>True if a command may be handed over on one of the few threads that wait for sockets (<see cref="Connection.IsOnPoller"/>): the
    /// door then goes elsewhere for whatever takes long. Saves a hand-over between threads a command.</summary>
    public bool MayStayOnPoller { get; init; }

    /// <summary>True if a whole line is here already: a pipelining client's next command, so a flush can wait.</summary>
    public bool HasLineWaiting => _connection.Input.Span.Contains((byte)'\n');

    /// <summary>Reads one command with its literals.</summary>
    /// <remarks>Cancelling drops a command that is half read: do it only to end the session.</remarks>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public ValueTask<FrameRead> ReadCommandAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(_policy, cancellationToken);

    /// <summary>Reads one line as it is, such as a SASL response, whatever it ends with.</summary>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public ValueTask<FrameRead> ReadLineAsync(CancellationToken cancellationToken = default) => ReadAsync(null, cancellationToken);

    private async ValueTask<FrameRead> ReadAsync(ILiteralPolicy? policy, CancellationToken cancellationToken)
    {
        // At rest there is no frame either.
        if (_connection.Input.IsEmpty && !await ReadHereAsync(cancellationToken).ConfigureAwait(false))
            return new(FrameOutcome.End);
        var assembly = new Assembly(new CommandFrame(Math.Clamp(LineLengthHere(), 128, 16 << 10)));
        FrameRead read = default;
        try
        {
            return read = await ReadLinesAsync(assembly, policy, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (read is not { Outcome: FrameOutcome.Command, Frame: not null })
                assembly.Frame.AbortSinks();
            if (read.Frame is null)
                assembly.Frame.Dispose();
        }
    }

    private ValueTask<bool> ReadHereAsync(CancellationToken cancellationToken) =>
        MayStayOnPoller ? _connection.ReadAtRestAsync(cancellationToken) : _connection.ReadAsync(cancellationToken);

    private async ValueTask<FrameRead> ReadLinesAsync(Assembly command, ILiteralPolicy? policy, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (!TakeLine(command))
            {
                if (!MayBe(command, command.LineOctets - (command.Line is [.., (byte)'\r'] ? 1 : 0), isWhole: false))
                    return await RefuseLineAsync(command, policy, isComplete: false, cancellationToken).ConfigureAwait(false);
                if (!await ReadMoreAsync(cancellationToken).ConfigureAwait(false))
                    return new(FrameOutcome.End);
            }

            AnnouncedLiteral literal = default;
            bool announces = policy is not null && policy.TryFindLiteral(command.Line, out literal);
            if (!MayBe(command, command.LineOctets, isWhole: !announces))
                return await RefuseLineAsync(command, policy, isComplete: true, cancellationToken).ConfigureAwait(false);
            if (policy is null || !announces)
                return new(FrameOutcome.Command, command.Frame);

            command.EndLineForLiteral();
            LiteralDecision decision = await DecideAsync(command, literal, policy, cancellationToken).ConfigureAwait(false);
            if (decision.IsRefused)
                return await RefuseLiteralAsync(command, literal, decision, policy, cancellationToken).ConfigureAwait(false);
            if (decision.Sink is not null)
                command.Frame.Detach(literal.Octets, literal.IsBinary, decision.Sink);
            if (literal.IsSynchronizing)
                await policy.InviteAsync(cancellationToken).ConfigureAwait(false);

            command.Literals++;
            if (decision.Sink is null)
            {
                command.InlineOctets += literal.Octets;
                if (!await TakeInlineAsync(command, literal.Octets, cancellationToken).ConfigureAwait(false))
                    return new(FrameOutcome.End);
            }
            else if (await StreamAsync(command, literal.Octets, decision.Sink, policy, cancellationToken).ConfigureAwait(false) is { } failed)
            {
                return failed;
            }

            command.StartLine();
        }
    }

    private bool MayBe(Assembly command, int lineOctets, bool isWhole) =>
        lineOctets <= Limits.MaxLineOctets &&
        (lineOctets <= Limits.UnaskedLineOctets || Lines is null || Lines.MayBe(command.Frame.Octets.Span, lineOctets, isWhole));

    private async ValueTask<LiteralDecision> DecideAsync(
        Assembly command, AnnouncedLiteral literal, ILiteralPolicy policy, CancellationToken cancellationToken)
    {
        if (command.Literals >= Limits.MaxLiterals)
            return LiteralDecision.Refuse(null, Limits.SkipOctets);
        LiteralDecision decision = await policy.DecideAsync(
            new(command.Frame.Octets, literal, command.Literals, command.InlineOctets), cancellationToken).ConfigureAwait(false);
        bool isTooMuch = decision is { IsRefused: false, Sink: null } && literal.Octets > Limits.MaxInlineOctets - command.InlineOctets;
        return isTooMuch ? LiteralDecision.Refuse(null, Limits.SkipOctets) : decision;
    }

    private int LineLengthHere()
    {
        ReadOnlySpan<byte> input = _connection.Input.Span;
        int end = input.IndexOf((byte)'\n');
        return end < 0 ? input.Length : end + 1;
    }

    /// <summary>Moves input to the frame up to a line's end; true if that was found, the line then being without it.</summary>
    private bool TakeLine(Assembly command)
    {
        while (true)
        {
            ReadOnlySpan<byte> input = _connection.Input.Span;
            int end = input.IndexOf((byte)'\n');
            // An over-long line is taken only so far that it is seen to be one.
            int room = Limits.MaxLineOctets - command.LineOctets + 2;
            ReadOnlySpan<byte> taken = input[..Math.Min(end < 0 ? input.Length : end + 1, room)];
            command.Frame.Append(taken);
            command.LineOctets += taken.Length;
            _connection.Consume(taken.Length);
            if (end < 0 || taken.Length <= end)
                return false;
            if (command.TryCutLineEnd(Limits.BareLineFeedEndsLine))
                return true;
        }
    }

    private async ValueTask<bool> TakeInlineAsync(Assembly command, long octets, CancellationToken cancellationToken)
    {
        while (octets > 0)
        {
            // The frame grows with what came, not with what was announced: an announcement costs a client nothing.
            int here = (int)Math.Min(octets, _connection.Input.Length);
            command.Frame.Append(_connection.Input.Span[..here]);
            _connection.Consume(here);
            octets -= here;
            if (octets > 0 && !await ReadMoreAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    // Within a command the client may hold the rest back until we acknowledge what came (Nagle), while our system waits for an answer
    // to put the acknowledgement on: 40 ms for each APPEND of Python's imaplib, whose literal and its CRLF are two writes.
    private ValueTask<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        _connection.AcknowledgeAtOnce();
        return ReadHereAsync(cancellationToken);
    }

    /// <summary>A command being put together.</summary>
    private sealed class Assembly(CommandFrame frame)
    {
        private int _lineStart;

        public CommandFrame Frame { get; } = frame;

        /// <summary>Octets of all its lines, and for a moment the CRLF of the last one.</summary>
        public int LineOctets { get; set; }

        public int Literals { get; set; }

        public long InlineOctets { get; set; }

        public ReadOnlySpan<byte> Line => Frame.Octets.Span[_lineStart..];

        public void StartLine() => _lineStart = Frame.Length;

        public bool TryCutLineEnd(bool bareLineFeed)
        {
            bool isCrlf = Line is [.., (byte)'\r', (byte)'\n'];
            if (!isCrlf && !bareLineFeed)
                return false;
            int end = isCrlf ? 2 : 1;
            Frame.Truncate(Frame.Length - end);
            LineOctets -= end;
            return true;
        }

        public void EndLineForLiteral() => Frame.Append("\r\n"u8);
    }
}

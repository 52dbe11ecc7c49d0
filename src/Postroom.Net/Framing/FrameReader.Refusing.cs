namespace Postroom.Net;

public sealed partial class FrameReader
{
    private const int TailOctets = 64; // the longest announcement is ~{9223372036854775807+}
    private const int MostAtOnce = 1 << 20; // octets of a literal that are taken on a thread that waits for sockets before it is left

    /// <summary>The line is too long: throws away the rest of the command, if that is within bounds.</summary>
    private async ValueTask<FrameRead> RefuseLineAsync(
        Assembly command, ILiteralPolicy? policy, bool isComplete, CancellationToken cancellationToken)
    {
        // How far over the limit it is depends on how the network cut it; what the door sees must not.
        int over = Math.Max(0, command.LineOctets - Limits.MaxLineOctets);
        var skip = new Skip(Limits.SkipOctets - over);
        skip.Remember(command.Line);
        command.Frame.Shrink(Math.Min(KeptOfRefused, command.Frame.Length - over));
        if (Limits.SkipOctets == 0)
            return Refused(command, FrameOutcome.Unrecoverable, null);
        FrameOutcome? end = isComplete
            ? await AfterSkippedLineAsync(skip, policy, cancellationToken).ConfigureAwait(false)
            : null;
        end ??= await SkipCommandAsync(skip, policy, cancellationToken).ConfigureAwait(false);
        return Refused(command, end is FrameOutcome.Refused ? FrameOutcome.TooLong : end.Value, null);
    }

    private async ValueTask<FrameRead> RefuseLiteralAsync(
        Assembly command, AnnouncedLiteral literal, LiteralDecision decision, ILiteralPolicy policy, CancellationToken cancellationToken)
    {
        FrameOutcome end = FrameOutcome.Refused;
        command.Frame.Shrink(KeptOfRefused);
        if (literal.IsSynchronizing)
        {
            // An honest client waits now. One that sent on has its literal's octets under way, and they must never become commands.
            if (_connection.HasInputWaiting)
                end = FrameOutcome.Unrecoverable;
        }
        else if (literal.Octets > decision.SwallowOctets)
        {
            end = FrameOutcome.Unrecoverable;
        }
        else
        {
            end = await SkipLiteralAndRestAsync(literal.Octets, policy, cancellationToken).ConfigureAwait(false);
        }

        return Refused(command, end, decision.Reason);
    }

    /// <summary>Streams a literal to its sink; null if all went well.</summary>
    private async ValueTask<FrameRead?> StreamAsync(
        Assembly command, long octets, ILiteralSink sink, ILiteralPolicy policy, CancellationToken cancellationToken)
    {
        long left = octets;
        int atOnce = 0; // taken since there was nothing
        object? failure = null;
        while (left > 0 && failure is null)
        {
            if (_connection.Input.IsEmpty)
            {
                // A piece is a short thing to do where it was noticed; a client that sends faster than we take it in is not.
                ValueTask<bool> reading = atOnce < MostAtOnce ? ReadHereAsync(cancellationToken) : _connection.ReadAsync(cancellationToken);
                atOnce = reading.IsCompleted ? atOnce : 0;
                if (!await reading.ConfigureAwait(false))
                    return new(FrameOutcome.End);
            }

            ReadOnlyMemory<byte> piece = _connection.Input[..(int)Math.Min(left, _connection.Input.Length)];
            failure = await TryAsync(sink.WriteAsync(piece, cancellationToken)).ConfigureAwait(false);
            _connection.Consume(piece.Length);
            left -= piece.Length;
            atOnce += piece.Length;
        }

        failure ??= await TryAsync(sink.CompleteAsync(cancellationToken)).ConfigureAwait(false);
        if (failure is null)
            return null;
        command.Frame.Shrink(KeptOfRefused);
        // The client was told to send it and sends it: all of it is read, or its octets would be taken for commands.
        FrameOutcome end = await SkipLiteralAndRestAsync(left, policy, cancellationToken).ConfigureAwait(false);
        return Refused(command, end, failure);
    }

    private static async ValueTask<object?> TryAsync(ValueTask work)
    {
        try
        {
            await work.ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return failure; // becomes the command's refusal
        }
    }

    private async ValueTask<FrameOutcome> SkipLiteralAndRestAsync(long octets, ILiteralPolicy policy, CancellationToken cancellationToken)
    {
        if (!await DropAsync(octets, cancellationToken).ConfigureAwait(false))
            return FrameOutcome.End;
        return await SkipCommandAsync(new Skip(Math.Max(Limits.SkipOctets, Limits.MaxLineOctets)), policy, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Throws away lines, and the literals they announce, to the command's end.</summary>
    private async ValueTask<FrameOutcome> SkipCommandAsync(Skip skip, ILiteralPolicy? policy, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_connection.Input.IsEmpty && !await _connection.ReadAsync(cancellationToken).ConfigureAwait(false))
                return FrameOutcome.End;
            int lineFeed = _connection.Input.Span.IndexOf((byte)'\n');
            int count = lineFeed < 0 ? _connection.Input.Length : lineFeed + 1;
            skip.Remember(_connection.Input.Span[..count]);
            _connection.Consume(count);
            if ((skip.Left -= count) < 0)
                return FrameOutcome.Unrecoverable;
            if (lineFeed >= 0 && skip.TryCutLineEnd(Limits.BareLineFeedEndsLine) &&
                await AfterSkippedLineAsync(skip, policy, cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }
        }
    }

    /// <summary>A skipped line is over: the command too, unless a literal is on its way; null if there is more to skip.</summary>
    private async ValueTask<FrameOutcome?> AfterSkippedLineAsync(Skip skip, ILiteralPolicy? policy, CancellationToken cancellationToken)
    {
        if (policy is null || !policy.TryFindLiteral(skip.Tail, out AnnouncedLiteral literal))
            return FrameOutcome.Refused;
        if (literal.IsSynchronizing)
            return _connection.HasInputWaiting ? FrameOutcome.Unrecoverable : FrameOutcome.Refused;
        skip.Forget();
        if (literal.Octets > skip.Left)
            return FrameOutcome.Unrecoverable;
        skip.Left -= literal.Octets;
        return await DropAsync(literal.Octets, cancellationToken).ConfigureAwait(false) ? null : FrameOutcome.End;
    }

    private async ValueTask<bool> DropAsync(long octets, CancellationToken cancellationToken)
    {
        while (octets > 0)
        {
            if (_connection.Input.IsEmpty && !await _connection.ReadAsync(cancellationToken).ConfigureAwait(false))
                return false;
            int count = (int)Math.Min(octets, _connection.Input.Length);
            _connection.Consume(count);
            octets -= count;
        }

        return true;
    }

    private static FrameRead Refused(Assembly command, FrameOutcome end, object? reason)
    {
        if (end == FrameOutcome.End)
            return new(FrameOutcome.End);
        return new(end, command.Frame, reason);
    }

    /// <summary>What is being thrown away: how much more may be, and the end of its last line.</summary>
    private sealed class Skip(long octets)
    {
        private readonly byte[] _tail = new byte[TailOctets];
        private int _length;

        public long Left { get; set; } = octets;

        public ReadOnlySpan<byte> Tail => _tail.AsSpan(0, _length);

        public void Remember(ReadOnlySpan<byte> octets)
        {
            octets = octets[Math.Max(0, octets.Length - TailOctets)..];
            int kept = Math.Min(_length, TailOctets - octets.Length);
            _tail.AsSpan(_length - kept, kept).CopyTo(_tail);
            octets.CopyTo(_tail.AsSpan(kept));
            _length = kept + octets.Length;
        }

        public void Forget() => _length = 0;

        public bool TryCutLineEnd(bool bareLineFeed)
        {
            bool isCrlf = Tail is [.., (byte)'\r', (byte)'\n'];
            _length -= isCrlf ? 2 : bareLineFeed ? 1 : 0;
            return isCrlf || bareLineFeed;
        }
    }
}

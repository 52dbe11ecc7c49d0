using System.Globalization;
using System.Text;
using Postroom.Imap;
using Postroom.Net;
using Postroom.Net.Tests;
using static Postroom.Fuzz.FuzzViolationException;
using DetachedLiteral = Postroom.Net.DetachedLiteral;

namespace Postroom.Fuzz.Targets;

/// <summary>All that a frame reader says of some input, with literals kept, sent to sinks, refused, and failing sinks among them.</summary>
internal sealed class FrameRecord : ILiteralPolicy
{
    private readonly StringBuilder _said = new();
    private readonly List<Sink> _sinks = [];
    private bool _waits;

    public string Said => _said.ToString();

    public bool RefusedWhatWaits { get; private set; }

    public static async Task<FrameRecord> OfAsync(byte[] input, FrameLimits limits, Func<int> pieces)
    {
        var record = new FrameRecord();
        await using Connection connection = Connection.OverStream(new ScriptedStream(input, pieces));
        var reader = new FrameReader(connection, limits, record);
        FrameOutcome outcome;
        long rest = input.Length + 2;
        do
        {
            FrameRead read = await reader.ReadCommandAsync();
            outcome = read.Outcome;
            record.Tell(read, limits);
            Demand(rest-- > 0, "More commands than octets.");
        }
        while (outcome is not (FrameOutcome.End or FrameOutcome.Unrecoverable));
        Demand(record._sinks.All(static sink => sink.IsKept != sink.Aborts > 0 && sink.Aborts <= 1), "A sink was left alone, or told twice to forget.");
        return record;
    }

    public bool TryFindLiteral(ReadOnlySpan<byte> line, out AnnouncedLiteral literal)
    {
        bool found = LiteralAnnouncement.Scan(line, out LiteralAnnouncement announced) == LiteralScan.Found;
        literal = found ? new(announced.Size, announced.IsSynchronizing, announced.IsBinary) : default;
        _waits |= found && announced.IsSynchronizing;
        return found;
    }

    public ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken)
    {
        string command = Encoding.Latin1.GetString(request.CommandSoFar.Span);
        if (command.Contains("REFUSE", StringComparison.Ordinal))
            return ValueTask.FromResult(LiteralDecision.Refuse("refused", swallowOctets: 50));
        if (!command.Contains("APPEND", StringComparison.Ordinal))
            return ValueTask.FromResult(LiteralDecision.Inline);
        var sink = new Sink(command.Contains("BROKEN", StringComparison.Ordinal) ? 3 : int.MaxValue);
        _sinks.Add(sink);
        return ValueTask.FromResult(LiteralDecision.Detach(sink));
    }

    public ValueTask InviteAsync(CancellationToken cancellationToken)
    {
        _said.Append("+\n");
        return ValueTask.CompletedTask;
    }

    private void Tell(FrameRead read, FrameLimits limits)
    {
        RefusedWhatWaits |= _waits && read.Outcome is not (FrameOutcome.Command or FrameOutcome.End);
        _said.Append(CultureInfo.InvariantCulture, $"{read.Outcome} {read.Refusal}");
        if (read.Frame is { } frame)
        {
            Demand(frame.Octets.Length <= limits.MaxLineOctets + limits.MaxInlineOctets + (2 * limits.MaxLiterals) + 2, $"A frame of {frame.Octets.Length} octets.");
            _said.Append(CultureInfo.InvariantCulture, $" [{Encoding.Latin1.GetString(frame.Octets.Span)}]");
            foreach (DetachedLiteral literal in frame.Detached)
            {
                var sink = (Sink)literal.Sink;
                Demand(sink.IsComplete && sink.Octets.Length == literal.Octets && literal.Position <= frame.Octets.Length, "A literal is not what it is said to be.");
                sink.IsKept = true;
                _said.Append(CultureInfo.InvariantCulture, $" @{literal.Position}={Convert.ToHexString(sink.Octets.ToArray())}");
            }

            frame.Dispose();
        }

        _said.Append('\n');
    }

    private sealed class Sink(int failsAfter) : ILiteralSink
    {
        public MemoryStream Octets { get; } = new();

        public bool IsComplete { get; private set; }

        public bool IsKept { get; set; }

        public int Aborts { get; private set; }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            Octets.Write(octets.Span);
            return Octets.Length > failsAfter ? ValueTask.FromException(new SinkFullException()) : ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(CancellationToken cancellationToken)
        {
            IsComplete = true;
            return ValueTask.CompletedTask;
        }

        public void Abort() => Aborts++;
    }

    private sealed class SinkFullException : Exception
    {
        public override string ToString() => "full";
    }
}

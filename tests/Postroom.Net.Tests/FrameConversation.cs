using System.Globalization;
using System.Text;

namespace Postroom.Net.Tests;

/// <summary>Runs a reader over input cut in pieces and writes down all that it says, so that two runs can be compared.</summary>
internal sealed class FrameConversation : ILiteralPolicy, ILinePolicy
{
    private readonly StringBuilder _said = new();

    public FrameLimits Limits { get; init; } = new();

    public List<MemorySink> Sinks { get; } = [];

    /// <summary>What was asked about lines: how long, and whether whole.</summary>
    public List<(int Octets, bool IsWhole)> Asked { get; } = [];

    public async Task<string> RunAsync(string input, Func<int> nextPiece)
    {
        var stream = new ScriptedStream(Encoding.Latin1.GetBytes(input), nextPiece);
        await using Connection connection = Connection.OverStream(stream);
        var reader = new FrameReader(connection, Limits, this) { Lines = this };
        while (true)
        {
            FrameRead read = await reader.ReadCommandAsync();
            _said.Append(CultureInfo.InvariantCulture, $"{read.Outcome}");
            if (read.Frame is { } frame)
            {
                _said.Append(CultureInfo.InvariantCulture, $" [{Encoding.Latin1.GetString(frame.Octets.Span)}]");
                foreach (DetachedLiteral literal in frame.Detached)
                    _said.Append(CultureInfo.InvariantCulture, $" @{literal.Position}+{literal.Octets}={((MemorySink)literal.Sink).Text}");
                frame.Dispose();
            }

            if (read.Refusal is not null)
                _said.Append(CultureInfo.InvariantCulture, $" because {(read.Refusal as Exception)?.Message ?? read.Refusal}");
            _said.Append('\n');
            if (read.Outcome is FrameOutcome.End or FrameOutcome.Unrecoverable)
                return _said.ToString();
        }
    }

    public Task<string> RunWholeAsync(string input) => RunAsync(input, static () => int.MaxValue);

    // Long lines are b's; of those that are not whole, not even b's beyond 50 octets.
    public bool MayBe(ReadOnlySpan<byte> soFar, int lineOctets, bool isWhole)
    {
        Asked.Add((lineOctets, isWhole));
        return soFar[0] == 'b' && (isWhole || lineOctets <= 50);
    }

    public bool TryFindLiteral(ReadOnlySpan<byte> line, out AnnouncedLiteral literal)
    {
        literal = default;
        int brace = line.LastIndexOf((byte)'{');
        if (brace < 0 || line[^1] != '}')
            return false;
        ReadOnlySpan<byte> inside = line[(brace + 1)..^1];
        bool isSynchronizing = inside is not [.., (byte)'+'];
        if (!long.TryParse(isSynchronizing ? inside : inside[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long octets))
            return false;
        literal = new AnnouncedLiteral(octets, isSynchronizing, brace > 0 && line[brace - 1] == '~');
        return true;
    }

    // APPEND goes to a sink, BROKEN to one that fails, REFUSE is refused and swallowed up to 50 octets, all else stays inline.
    public ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken)
    {
        string command = Encoding.Latin1.GetString(request.CommandSoFar.Span);
        Assert.EndsWith("}\r\n", command, StringComparison.Ordinal);
        if (command.Contains("REFUSE", StringComparison.Ordinal))
            return ValueTask.FromResult(LiteralDecision.Refuse("refused", swallowOctets: 50));
        if (!command.Contains("APPEND", StringComparison.Ordinal))
            return ValueTask.FromResult(LiteralDecision.Inline);
        var sink = new MemorySink { FailsAfter = command.Contains("BROKEN", StringComparison.Ordinal) ? 3 : int.MaxValue };
        Sinks.Add(sink);
        return ValueTask.FromResult(LiteralDecision.Detach(sink));
    }

    public ValueTask InviteAsync(CancellationToken cancellationToken)
    {
        _said.Append("+\n");
        return ValueTask.CompletedTask;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>Turns the lines of a script into steps: literals get their octets, replies their groups, commands without a written answer their OK.</summary>
internal sealed partial class StepBuilder(List<ScriptLine> lines)
{
    private readonly List<Step> _steps = [];
    private readonly HashSet<int> _mayContinue = [];
    private readonly HashSet<int> _unanswered = [];
    private int _at;
    private int _lastConnection = 1;

    private ScriptLine? Current => _at < lines.Count ? lines[_at] : null;

    public List<Step> Build()
    {
        while (Current is { } line)
        {
            switch (line.Kind)
            {
                case LineKind.Client:
                    Client(line);
                    break;
                case LineKind.Server:
                    Server(null);
                    break;
                case LineKind.Tls:
                    _steps.Add(new StartTlsStep(line.Number, _lastConnection));
                    _at++;
                    break;
                case LineKind.Clock:
                    _steps.Add(new ClockStep(line.Number, Duration(line)));
                    _at++;
                    break;
                default:
                    throw new TranscriptScriptException(line.Number, "octets that belong to no literal: the line above has no {}");
            }
        }

        return _steps;
    }

    private void Client(ScriptLine line)
    {
        _at++;
        int connection = _lastConnection = line.Connection;
        if (line.Text == "(closes)")
        {
            _steps.Add(new HangUpStep(line.Number, connection));
            return;
        }

        bool continues = _mayContinue.Remove(connection) || line.Text.Equals("DONE", StringComparison.OrdinalIgnoreCase);
        string? tag = continues ? null : FirstWord(line.Text);
        if (tag is not null && _unanswered.Contains(connection))
            throw new TranscriptScriptException(line.Number, "the command above is not answered yet; write C+: to send it without waiting");
        bool answered = tag is not null && IsAnswerWritten(connection, tag);
        Send(line, tag, mustSucceed: line.Mark == '+' && tag is not null && !answered);
        if (line.Mark == '+' || tag is null)
            return;
        if (answered)
        {
            // C1: waits for its answer, so what S1 says to it stands right below.
            if (Current is { Kind: LineKind.Client } other && other.Connection != connection)
                throw new TranscriptScriptException(line.Number, $"its answer stands below what C{other.Connection} says next; write C{connection}+: to send it without waiting");
            _unanswered.Add(connection);
        }
        else if (Current is { Kind: LineKind.Server } next && next.Connection == connection)
        {
            Server(tag);
        }
        else
        {
            Expect(line.Number, connection, [Implied(line, tag)], allowsOthers: true);
        }
    }

    // A tag may be used again later: its answer is written if it stands before the next command that has it.
    private bool IsAnswerWritten(int connection, string tag)
    {
        foreach (ScriptLine line in lines.Skip(_at).Where(l => l.Connection == connection))
        {
            if (line.Kind == LineKind.Client && FirstWord(line.Text) == tag)
                return false;
            if (line.Kind == LineKind.Server && FirstWord(line.Text) == tag)
                return true;
        }

        return false;
    }

    /// <param name="impliedTag">The command above, if its OK is not written and these lines come before it.</param>
    private void Server(string? impliedTag)
    {
        // What several connections hear is sorted by connection: each has its own order.
        int first = _at;
        var run = new List<ScriptLine>();
        while (Current is { Kind: LineKind.Server or LineKind.ServerData } line)
        {
            run.Add(line);
            _at++;
        }

        foreach (int connection in run.Select(l => l.Connection).Distinct().ToList())
        {
            _lastConnection = connection;
            ServerLines(connection, run.FindAll(l => l.Connection == connection), connection == lines[first].Connection ? impliedTag : null);
        }
    }

    private void ServerLines(int connection, List<ScriptLine> own, string? impliedTag)
    {
        var group = new List<Expectation>();
        bool others = false;
        bool saysNoAnswerComes = false;
        for (int i = 0; i < own.Count; i++)
        {
            ScriptLine line = own[i];
            if (line.Text.Trim() is "..." or "....")
            {
                others = true;
                continue;
            }

            Expectation expectation = ServerLine(own, ref i);
            group.Add(expectation);
            saysNoAnswerComes |= SaysNoAnswerComes(expectation);
            if (expectation.Reply is { Kind: ReplyKind.Continuation } && expectation.Kind == ExpectationKind.Must)
                _mayContinue.Add(connection);
            bool pooled = line.Mark == '~' && i + 1 < own.Count && own.Skip(i + 1).Any(l => l.Mark == '~');
            if (!expectation.Ends || pooled)
                continue;
            _mayContinue.Remove(connection);
            _unanswered.Remove(connection);
            Expect(group[0].Line, connection, group, others);
            group = [];
            others = false;
        }

        if (impliedTag is not null && !saysNoAnswerComes)
            group.Add(Implied(own[^1], impliedTag));
        if (group.Count > 0)
            Expect(group[0].Line, connection, group, others);
        else if (others)
            throw new TranscriptScriptException(own[^1].Number, "after ... comes the tagged line up to which anything may come");
    }

    // After + the client goes on; after BYE or an untagged BAD there may be no tagged answer.
    private static bool SaysNoAnswerComes(Expectation e) =>
        e.Kind == ExpectationKind.Closed || e.Kind == ExpectationKind.Must && (e.Reply!.Kind == ReplyKind.Continuation || e.Reply.Keyword is "BYE" or "BAD");

    private void Expect(int line, int connection, List<Expectation> group, bool allowsOthers)
    {
        bool ends = group.Exists(e => e.Ends);
        if (!ends && allowsOthers)
            throw new TranscriptScriptException(line, "after ... comes the tagged line up to which anything may come");
        if (!ends && group.Find(e => e.Kind == ExpectationKind.MustNot) is { } never)
            throw new TranscriptScriptException(never.Line, "what must not come needs a tagged line below it, up to which it must not");
        _steps.Add(new ExpectStep(line, connection, group, allowsOthers));
    }

    private static Expectation Implied(ScriptLine line, string tag) =>
        new(line.Number, $"{tag} OK", ExpectationKind.Must, ReplyParser.ParseExpected(WireText.FromScript(tag) + " OK"));

    private static Expectation ServerLine(List<ScriptLine> own, ref int i)
    {
        ScriptLine line = own[i];
        if (line.IsData)
            throw new TranscriptScriptException(line.Number, "octets that belong to no literal: the line above has no {}");
        if (line.Text == "(closed)")
            return new Expectation(line.Number, line.Text, ExpectationKind.Closed, null);
        string wire = ServerLineText.ToWire(own, ref i);
        try
        {
            ExpectationKind kind = line.Mark switch
            {
                '!' => ExpectationKind.MustNot,
                '?' => ExpectationKind.May,
                _ => ExpectationKind.Must,
            };
            return new Expectation(line.Number, line.Text, kind, ReplyParser.ParseExpected(wire));
        }
        catch (ReplyFormException wrong)
        {
            throw new TranscriptScriptException(line.Number, wrong.Message);
        }
    }

    private static TimeSpan Duration(ScriptLine line)
    {
        Match match = Passes().Match(line.Text);
        if (!match.Success)
            throw new TranscriptScriptException(line.Number, "the clock goes on by 'N seconds pass', 'N minutes pass', 'N hours pass' or 'N days pass'");
        double count = double.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "second" => TimeSpan.FromSeconds(count),
            "minute" => TimeSpan.FromMinutes(count),
            "hour" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }

    private static string? FirstWord(string text)
    {
        text = text.TrimStart(' ');
        int end = text.IndexOf(' ', StringComparison.Ordinal);
        string word = end < 0 ? text : text[..end];
        return word is "" or "*" or "+" ? null : word;
    }

    [GeneratedRegex("^([0-9]{1,6}) (second|minute|hour|day)s? pass(es)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Passes();
}

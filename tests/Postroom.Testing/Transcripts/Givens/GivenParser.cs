using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>Reads the GIVEN lines. What a fixture sees is complete: every message has its octets, flags and date.</summary>
internal static partial class GivenParser
{
    public static IReadOnlyList<Given> Parse(List<ScriptLine> lines)
    {
        var givens = new List<Given>();
        for (int i = 0; i < lines.Count; i++)
        {
            ScriptLine line = lines[i];
            if (line.IsData)
                throw new TranscriptScriptException(line.Number, "a message's lines stand below GIVEN message in MAILBOX");
            int data = i + 1;
            while (data < lines.Count && lines[data].IsData)
                data++;
            givens.Add(ParseOne(line, lines[(i + 1)..data]));
            i = data - 1;
        }

        return givens;
    }

    private static Given ParseOne(ScriptLine line, List<ScriptLine> data)
    {
        if (Message().Match(line.Text) is { Success: true } message)
            return ParseMessage(line, message, data);
        if (data.Count > 0)
            throw new TranscriptScriptException(data[0].Number, "a message's lines stand below GIVEN message in MAILBOX");
        if (Account().Match(line.Text) is { Success: true } account)
            return new GivenAccount(line.Number, Name(account, "name"), Name(account, "password"));
        if (Subscribed().Match(line.Text) is { Success: true } subscribed)
            return new GivenSubscription(line.Number, Name(subscribed, "name"));
        if (Rights().Match(line.Text) is { Success: true } rights)
            return new GivenRights(line.Number, Name(rights, "who"), rights.Groups["rights"].Value, Name(rights, "name"));
        if (Without().Match(line.Text) is { Success: true } without)
            return new GivenWithout(line.Number, without.Groups["names"].Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
        if (Setting().Match(line.Text) is { Success: true } setting)
            return new GivenSetting(line.Number, setting.Groups["key"].Value, setting.Groups["value"].Value);
        if (Clock().Match(line.Text) is { Success: true } clock)
            return new GivenClock(line.Number, Date(line, clock.Groups["date"].Value));
        if (Connection().Match(line.Text) is { Success: true } connection)
            return ParseConnection(line, connection);
        if (Mailbox().Match(line.Text) is { Success: true } mailbox)
            return ParseMailbox(line, mailbox);
        throw new TranscriptScriptException(line.Number, $"'{line.Text}' is nothing that can be given (docs/transcripts.md lists them)");
    }

    private static GivenConnection ParseConnection(ScriptLine line, Match match)
    {
        int connection = match.Groups["n"].Success ? int.Parse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        string how = match.Groups["how"].Value;
        return new GivenConnection(
            line.Number, connection,
            LogIn: how is not ("not logged in" or "greeting PREAUTH") || match.Groups["account"].Success,
            match.Groups["account"].Success ? Name(match, "account") : null,
            Tls: match.Groups["tls"].Success,
            PreAuthenticated: how == "greeting PREAUTH");
    }

    private static GivenSingleMessage ParseMessage(ScriptLine line, Match match, List<ScriptLine> data)
    {
        if (data.Count == 0)
            throw new TranscriptScriptException(line.Number, "the message has no lines: they stand below and begin with |");
        string? date = match.Groups["date"].Success ? match.Groups["date"].Value : null;
        var message = new GivenMessage(Flags(match.Groups["flags"].Value), date, WireText.ToBytes(CountedLiteral.Block(data)), IsExpunged: false);
        return new GivenSingleMessage(line.Number, Name(match, "name"), message);
    }

    private static GivenMailbox ParseMailbox(ScriptLine line, Match match)
    {
        int count = match.Groups["count"].Success ? int.Parse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        var messages = new MessageTraits[count];
        for (int i = 0; i < count; i++)
            messages[i] = new MessageTraits();
        int? recent = null;
        bool subscribed = false;
        foreach (string clause in SplitClauses(match.Groups["clauses"].Value))
        {
            if (clause == "subscribed")
            {
                subscribed = true;
            }
            else if (Recent().Match(clause) is { Success: true } told)
            {
                recent = told.Groups[1].Value switch
                {
                    "none" => 0,
                    "all" => null,
                    string number => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture),
                };
                if (recent > count)
                    throw new TranscriptScriptException(line.Number, $"{recent} of {count} messages cannot be recent");
            }
            else
            {
                ApplyClause(line, clause, messages);
            }
        }

        string? use = match.Groups["use"].Success ? match.Groups["use"].Value : null;
        return new GivenMailbox(line.Number, Name(match, "name"), [.. messages.Select((m, i) => m.ToMessage(i + 1))], recent, use, subscribed);
    }

    private static void ApplyClause(ScriptLine line, string clause, MessageTraits[] messages)
    {
        Match match = Clause().Match(clause);
        if (!match.Success)
            throw new TranscriptScriptException(line.Number, $"'{clause}' says nothing about messages that is known");
        foreach (MessageTraits message in Select(line, match.Groups["set"].Value, messages))
        {
            if (match.Groups["flags"].Success)
                message.Flags = Flags(match.Groups["flags"].Value);
            else if (match.Groups["date"].Success)
                message.InternalDate = match.Groups["date"].Value;
            else if (match.Groups["gone"].Success)
                message.IsExpunged = true;
            else if (match.Groups["body"].Success)
                message.Body = WireText.FromScript(match.Groups["body"].Value) + "\r\n";
            else if (match.Groups["octets"].Success)
                message.BodyOctets = int.Parse(match.Groups["octets"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            else
                message.Headers[match.Groups["field"].Value] = WireText.FromScript(match.Groups["value"].Value);
        }
    }

    private static IEnumerable<MessageTraits> Select(ScriptLine line, string set, MessageTraits[] messages)
    {
        if (set == "all")
            return messages;
        if (!NumberSet.TryExpand(set, out List<long> numbers) || numbers.Exists(n => n < 1 || n > messages.Length))
            throw new TranscriptScriptException(line.Number, $"'{set}' names messages that the mailbox does not have");
        return numbers.Select(n => messages[n - 1]);
    }

    private static IEnumerable<string> SplitClauses(string text)
    {
        var clause = new StringBuilder();
        bool quoted = false;
        foreach (char c in text)
        {
            quoted ^= c == '"';
            // A comma between numbers belongs to a set (2,4); one before a space ends a clause.
            if (c == ' ' && !quoted && clause.Length > 0 && clause[^1] == ',')
            {
                yield return clause.ToString(0, clause.Length - 1).Trim();
                clause.Clear();
            }
            else
            {
                clause.Append(c);
            }
        }

        if (clause.ToString().Trim().Length > 0)
            yield return clause.ToString().Trim();
    }

    private static string[] Flags(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Name(Match match, string group) => match.Groups[group].Value.Trim('"');

    private static DateTimeOffset Date(ScriptLine line, string text) =>
        DateTimeOffset.TryParseExact(text.Trim(), "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out DateTimeOffset date)
            ? date
            : throw new TranscriptScriptException(line.Number, $"'{text}' is not a date like 17-Jul-1996 02:44:25 -07:00");

    private const string NamePattern = """(?:"[^"]*"|[^\s,"]+)""";

    [GeneratedRegex($@"^account (?<name>{NamePattern}) with password (?<password>{NamePattern})$")]
    private static partial Regex Account();

    [GeneratedRegex($@"^subscribed (?<name>{NamePattern})$")]
    private static partial Regex Subscribed();

    [GeneratedRegex($@"^(?<who>{NamePattern}) may (?<rights>[lrswikxtea]+) on (?<name>{NamePattern})$")]
    private static partial Regex Rights();

    [GeneratedRegex(@"^without (?<names>[^()]+)$")]
    private static partial Regex Without();

    [GeneratedRegex(@"^setting (?<key>[A-Za-z0-9:]+) = (?<value>.+)$")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^clock ""(?<date>[^""]+)""$")]
    private static partial Regex Clock();

    [GeneratedRegex($@"^(?:C(?<n>[0-9]{{1,3}}) )?(?<how>not logged in|greeting PREAUTH|logged in)(?: as (?<account>{NamePattern}))?(?<tls>,? over TLS)?$")]
    private static partial Regex Connection();

    [GeneratedRegex($@"^message in (?<name>{NamePattern})(?: \((?<flags>[^)]*)\))?(?: ""(?<date>[^""]+)"")?$")]
    private static partial Regex Message();

    [GeneratedRegex($@"^(?:mailbox )?(?<name>{NamePattern})(?: for (?<use>\\[A-Za-z]+))?(?: with (?<count>[0-9]{{1,6}}) messages?)?(?:, (?<clauses>.+))?$")]
    private static partial Regex Mailbox();

    [GeneratedRegex("^(none|all|[0-9]{1,6}) recent$")]
    private static partial Regex Recent();

    [GeneratedRegex("""^(?<set>all|[0-9:,]+) (?:\((?<flags>[^)]*)\)|"(?<date>[^"]+)"|(?<gone>expunged)|Body "(?<body>[^"]*)"|with a body of (?<octets>[0-9]{1,9}) octets|(?<field>[A-Za-z-]+) "(?<value>[^"]*)")$""")]
    private static partial Regex Clause();
}

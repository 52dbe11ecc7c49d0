using System.Globalization;
using System.Text;
using Postroom.Fuzz.Grammars;
using Postroom.Imap;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Whole sessions, logged in, of pipelined commands: each has one tagged answer, and everything that is said is a response.</summary>
internal sealed class SessionTarget : FuzzTarget
{
    private readonly InMemoryServer _server = new();

    public override string Name => "session";

    public override string Attacks => "whole sessions against a server in memory";

    public override int MaxOctets => 6 << 10;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\r\n", "a1 ", "a2 ", " ", "(", ")", "\"", "{3+}\r\n", "{5}\r\n", "~{1+}\r\n", "UID ", "SELECT INBOX", "EXAMINE a", "FETCH 1:* ", "(BODY[] FLAGS)", "STORE 1:* +FLAGS (\\Deleted)", "EXPUNGE", "CLOSE", "UNSELECT", "LOGOUT", "IDLE\r\n", "DONE\r\n", "NOOP\r\n", "x IDLE\r\nDONE\r\n",
        "APPEND INBOX {4+}\r\na: b", "RENAME a b", "DELETE a", "CREATE a/b/c", "LIST \"\" *", "SEARCH ALL", "ENABLE QRESYNC", "ENABLE UTF8=ACCEPT", "ENABLE IMAP4rev2", "ENABLE UIDONLY", "UNAUTHENTICATE", "LOGIN a b", "AUTHENTICATE PLAIN ", "=", "STARTTLS\r\n", "COPY 1:* a", "MOVE 1:* a", "STATUS a (MESSAGES)", "NOTIFY NONE", "$", "*", "\0",
    ];

    public override long MaxAllocated(int octets) => (64 << 20) + (16384L * octets);

    public override byte[] Make(Maker maker)
    {
        var commands = new ImapCommands(new ImapGrammar(maker));
        var script = new StringBuilder();
        int number = 0;
        void Add(string command) => script.Append(CultureInfo.InvariantCulture, $"t{number++} {command}\r\n");
        for (int i = maker.Below(4); i > 0; i--)
        {
            string message = new MailGrammar(maker).Message(2).Replace("\0", "", StringComparison.Ordinal);
            Add($"APPEND INBOX {maker.Maybe(() => "(\\Seen kw) ")}{{{message.Length}+}}\r\n{message}");
        }

        Add(maker.Pick("CREATE a", "CREATE a/b", "NOOP"));
        Add(maker.Pick("SELECT INBOX", "SELECT INBOX", "EXAMINE INBOX", "SELECT INBOX (CONDSTORE)", "NOOP"));
        for (int i = maker.Below(8); i > 0; i--)
        {
            if (maker.OneIn(4))
            {
                Add(maker.Pick("NOOP", "CHECK", "EXPUNGE", "CLOSE", "UNSELECT", "CAPABILITY", "NAMESPACE", "IDLE\r\nDONE", "SUBSCRIBE a", "UID EXPUNGE 1:*", "SELECT a", "MOVE 1 a", "UID MOVE 1:* a"));
                continue;
            }

            (string name, string arguments) = commands.Any();
            bool hasUid = name is "FETCH" or "STORE" or "COPY" or "SEARCH" or "REPLACE";
            Add(name == "UIDEXPUNGE" ? $"UID EXPUNGE{arguments}" : $"{(hasUid ? maker.Maybe(() => "UID ") : "")}{maker.AnyCase(name)}{arguments}");
        }

        Add("LOGOUT");
        return Maker.Octets(script.ToString());
    }

    public override async ValueTask CheckAsync(FuzzInput input)
    {
        byte[] said = await _server.TalkAsync(input.Octets, input.Pieces(400));
        string script = Encoding.Latin1.GetString(input.Octets);
        var answered = new HashSet<string>();
        bool hasEnded = false;
        foreach (byte[] octets in Responses(said))
        {
            StatusResponse? status = Read(octets) as StatusResponse;
            hasEnded |= status is { Tag: null, Kind: StatusKind.Bye };
            Demand(status?.Code is not NamedCode { Name: "SERVERBUG" }, $"A fault of the server's: {Escaped.Of(octets)}");
            if (status?.Tag is not { } tag)
                continue;
            Demand(script.Contains(tag, StringComparison.Ordinal), $"An answer to {tag}, which nobody sent.");
            Demand(answered.Add(tag) || !input.IsValid, $"Two answers to {tag}.");
        }

        for (int i = 0; input.IsValid && script.Contains($"t{i} ", StringComparison.Ordinal); i++)
            Demand(answered.Contains($"t{i}"), $"No answer to t{i}{(hasEnded ? ", and BYE" : "")}. All that was said: {Escaped.Of(said)}");
    }

    // A response goes on behind each literal that it announces.
    private static IEnumerable<byte[]> Responses(byte[] said)
    {
        int start = 0;
        for (int at = 0; at < said.Length;)
        {
            int length = said.AsSpan(at).IndexOf("\r\n"u8);
            Demand(length >= 0, $"What is said ends within a line: {Escaped.Of(said.AsSpan(start))}");
            int end = at + length;
            bool goesOn = LiteralAnnouncement.Scan(said.AsSpan(at, length), out LiteralAnnouncement literal) == LiteralScan.Found;
            at = end + 2;
            if (goesOn)
            {
                Demand(literal.Size <= said.Length - at, "A literal is shorter than announced.");
                at += (int)literal.Size;
                continue;
            }

            yield return said[start..end];
            start = at;
        }
    }

    private ServerResponse Read(byte[] octets)
    {
        ImapSyntaxException? refused = null;
        foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>()) // which one, the script may have changed
        {
            try
            {
                var reader = new ImapReader(octets, _server.Server.Protocol.Syntax, dialect);
                return ResponseReader.Read(ref reader);
            }
            catch (ImapSyntaxException e)
            {
                refused = e;
            }
        }

        throw new FuzzViolationException($"An answer that is none: {Escaped.Of(octets)}", refused!);
    }
}

using System.Buffers;
using System.Text;
using Postroom.Fuzz.Grammars;
using Postroom.Imap;
using Postroom.Imap.Server;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>The reader of commands: what it takes is understood, so it can be written and means the same then; what it does not take it says where.</summary>
internal sealed class ImapCommandTarget : FuzzTarget
{
    private delegate string Reading(ReadOnlySpan<byte> arguments, ImapDialect dialect, LiteralForm literals);

    private static readonly ImapSyntax Syntax = ImapProtocol.Create(new ImapServerOptions { MessageLimit = 1000 }, ImapExtensions.All).Syntax;

    private static readonly Dictionary<string, Reading> Commands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["NOOP"] = Read<NoArguments>,
        ["LOGIN"] = Read<LoginArguments>,
        ["AUTHENTICATE"] = Read<AuthenticateArguments>,
        ["SELECT"] = Read<SelectArguments>,
        ["CREATE"] = Read<CreateArguments>,
        ["RENAME"] = Read<RenameArguments>,
        ["DELETE"] = Read<MailboxArguments>,
        ["LIST"] = Read<ListArguments>,
        ["LSUB"] = Read<LsubArguments>,
        ["STATUS"] = Read<StatusArguments>,
        ["APPEND"] = Read<AppendArguments>,
        ["SEARCH"] = Read<SearchArguments>,
        ["FETCH"] = Read<FetchArguments>,
        ["STORE"] = Read<StoreArguments>,
        ["COPY"] = Read<CopyArguments>,
        ["UIDEXPUNGE"] = Read<UidExpungeArguments>,
        ["UIDBATCHES"] = Read<UidBatchesArguments>,
        ["ENABLE"] = Read<EnableArguments>,
        ["ID"] = Read<IdArguments>,
        ["NOTIFY"] = Read<NotifyArguments>,
        ["REPLACE"] = Read<ReplaceArguments>,
        ["COMPRESS"] = Read<CompressArguments>,
    };

    public override string Name => "imap-command";

    public override string Attacks => "the reader of IMAP commands";

    public override IReadOnlyList<string> Words { get; } =
    [
        .. Commands.Keys, "UID ", " ", "(", ")", "[", "]", "<", ">", "{", "}", "\"", "\\", "*", "%", ",", ":", "$", "NIL", "{0}\r\n", "{3}\r\n", "{3+}\r\n", "~{1}\r\n", "{99999999999999999999}\r\n", "\r\n",
        "\0", "BODY[", "BODY.PEEK[1.2.HEADER.FIELDS (a)]", "<0.1>", "BINARY[", "OR ", "NOT ", "(((((((((", ")))))", "RETURN (", "CHARSET UTF-8 ", "INBOX", "&AOQ-", "&", "\\Seen", "(UNCHANGEDSINCE 0)", "MODSEQ ", "CATENATE (", "URL ", "TEXT ", "UTF8 (",
        "(QRESYNC (1 1 1:5 (1 1)))", "PARTIAL 1:1", "SET STATUS ", "(selected (MessageNew MessageExpunge))", "1-Jan-2020", "\" 1-Jan-2020 00:00:00 +0000\"",
    ];

    public override byte[] Make(Maker maker)
    {
        (string name, string arguments) = new ImapCommands(new ImapGrammar(maker)).Any();
        return Maker.Octets($"{maker.Pick("a", "A142", "x.1")} {maker.AnyCase(name)}{arguments}");
    }

    public override ValueTask CheckAsync(FuzzInput input)
    {
        foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>())
        {
            try
            {
                Check(input.Octets, dialect);
            }
            catch (ImapSyntaxException refused) when (!input.IsValid || refused.Kind == SyntaxErrorKind.MailboxName)
            {
                Demand(refused.Position >= 0 && refused.Position <= input.Octets.Length, $"It is refused at {refused.Position}.");
                Demand(System.Text.Ascii.IsValid(refused.Message) && !refused.Message.AsSpan().ContainsAny('\r', '\n', '\0'), "What is said of it cannot stand in an answer.");
            }
        }

        return ValueTask.CompletedTask;
    }

    private static void Check(ReadOnlySpan<byte> line, ImapDialect dialect)
    {
        var reader = new ImapReader(line, Syntax, dialect);
        CommandLine command = CommandLine.Read(ref reader);
        if (!Commands.TryGetValue(Encoding.ASCII.GetString(command.Name), out Reading? read))
            return;
        string written = read(reader.Rest, dialect, LiteralForm.LiteralPlus);
        DemandSame(written, read(Encoding.Latin1.GetBytes(written), dialect, LiteralForm.LiteralPlus), "Written, read and written again it is another");
        _ = read(Encoding.Latin1.GetBytes(written), dialect, LiteralForm.Synchronizing);
    }

    private static string Read<T>(ReadOnlySpan<byte> arguments, ImapDialect dialect, LiteralForm literals)
        where T : IImapArguments<T>
    {
        var reader = new ImapReader(arguments, Syntax, dialect);
        T read = T.Read(ref reader);
        reader.ReadEnd();
        string written = Write(read, dialect, literals);
        var again = new ImapReader(Encoding.Latin1.GetBytes(written), Syntax, dialect);
        try
        {
            Demand(Equals(T.Read(ref again), read), $"Written it is something else: {Escaped.Of(written)}");
            again.ReadEnd();
        }
        catch (ImapSyntaxException refused)
        {
            throw new FuzzViolationException($"What was read and written again is refused: {Escaped.Of(written)}", refused);
        }

        return written;
    }

    private static string Write<T>(T value, ImapDialect dialect, LiteralForm literals)
        where T : IImapArguments<T>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(output, dialect, literals);
        value.Write(ref writer);
        Demand(writer.Written == output.WrittenCount, "The writer counts something else than it writes.");
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}

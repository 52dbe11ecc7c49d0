using System.Buffers;
using System.Text;
using Postroom.Fuzz.Grammars;
using Postroom.Imap;
using Postroom.Imap.Server;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>The reader of responses, the client's side: what a hostile server may send.</summary>
internal sealed class ImapResponseTarget : FuzzTarget
{
    private static readonly ImapSyntax Syntax = ImapProtocol.Create(new ImapServerOptions { MessageLimit = 1000 }, ImapExtensions.All).Syntax;

    public override string Name => "imap-response";

    public override string Attacks => "the reader of IMAP responses";

    public override IReadOnlyList<string> Words { get; } =
    [
        "* ", "+ ", "a1 ", "OK ", "NO ", "BAD ", "BYE", "PREAUTH ", "[", "]", "(", ")", " ", "\"", "\\", "NIL", "{0}\r\n", "{5}\r\n", "~{1}\r\n", "\r\n", "\0", "FETCH (", "UIDFETCH (", "ENVELOPE (", "BODYSTRUCTURE (", "BODY[", "BODY[]<0> ",
        "FLAGS (", "UID ", "MODSEQ (", "ESEARCH ", "(TAG \"a\")", "VANISHED (EARLIER) ", "LIST () \"/\" ", "STATUS a (", "CAPABILITY ", "((((((((", "))))))", "[CAPABILITY ", "[COPYUID 1 1 1]", "[PERMANENTFLAGS (\\*)]", "INTERNALDATE \"", "&AOQ-", "NAMESPACE ", "ID (",
    ];

    public override byte[] Make(Maker maker) => Maker.Octets(new ImapResponses(new ImapGrammar(maker, literals: "")).Any());

    public override ValueTask CheckAsync(FuzzInput input)
    {
        foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>())
            IsStable(input.Octets, dialect, input.IsValid);
        return ValueTask.CompletedTask;
    }

    /// <summary>It is refused, or it can be written and reads as the same then.</summary>
    public static void IsStable(byte[] octets, ImapDialect dialect, bool mustRead)
    {
        ServerResponse response;
        try
        {
            response = Read(octets, dialect);
        }
        catch (ImapSyntaxException refused)
        {
            Demand(refused.Position >= 0 && refused.Position <= octets.Length, $"It is refused at {refused.Position}.");
            Demand(!mustRead, $"It is refused: {refused.Message}, at {refused.Position} of {Escaped.Of(octets)}");
            return;
        }

        byte[] written = Write(response, dialect);
        try
        {
            ServerResponse again = Read(written, dialect);
            Demand(again.Equals(response), $"Written it is something else: {Escaped.Of(written)}");
            DemandSame(Encoding.Latin1.GetString(written), Encoding.Latin1.GetString(Write(again, dialect)), "Written twice it differs");
        }
        catch (ImapSyntaxException refused)
        {
            throw new FuzzViolationException($"What was read and written again is refused: {Escaped.Of(written)}", refused);
        }
    }

    private static ServerResponse Read(ReadOnlySpan<byte> octets, ImapDialect dialect)
    {
        var reader = new ImapReader(octets, Syntax, dialect);
        return ResponseReader.Read(ref reader);
    }

    private static byte[] Write(ServerResponse response, ImapDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(output, dialect);
        response.Write(ref writer);
        return output.WrittenSpan.ToArray();
    }
}

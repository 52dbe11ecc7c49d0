using System.Buffers;
using System.Text;
using Postroom.Fuzz.Grammars;
using Postroom.Imap;
using Postroom.Mime;
using Postroom.Mime.Tests;
using Postroom.Store;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Whole messages: their structure, their text, their parts decoded, and what of them is printed for IMAP.</summary>
internal sealed class MimeTarget : FuzzTarget
{
    public override string Name => "mime";

    public override string Attacks => "messages: structure, text, decoders, ENVELOPE and BODYSTRUCTURE";

    public override IReadOnlyList<string> Words { get; } =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", "--b0", "--b0--", "--b1\r\n", "--", "Content-Type: multipart/mixed; boundary=b0\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: text/html; charset=utf-7\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "boundary=", "boundary*0=\"b\"; boundary*1=0",
        "=?utf-8?Q?", "?=", "charset*0*=utf-8''%", ";", ":", "\"", "(", "\\", "<", ">", ",", "begin 644 a\r\n", "end\r\n", "\x1b$B", "\x1b(B", "+AGE-", "\0", " ", "\t",
        "Content-Disposition: attachment; filename*=", "Date: ", "From: ", "MIME-Version: 1.0\r\n", "Content-Type: multipart/digest; boundary=b1\r\n\r\n--b1\r\n",
    ];

    public override long MaxAllocated(int octets) => (16 << 20) + (8192L * octets);

    public override byte[] Make(Maker maker) => Maker.Octets(new MailGrammar(maker).Message());

    public override ValueTask CheckAsync(FuzzInput input)
    {
        byte[] octets = input.Octets;
        MimeMessage message = MimeParser.Parse(octets);
        Demand(message.Length == octets.Length && message.Root.BodyOffset + message.Root.BodyLength == octets.Length, "The message is not all of the input.");
        Nests(message.Root, 0, octets.Length);
        string whole = Describe.Everything(message);
        DemandSame(whole, Describe.Everything(InPieces(octets, static () => 1)), "Octet by octet it is another message");
        DemandSame(whole, Describe.Everything(InPieces(octets, input.Pieces(30))), "In pieces it is another message");
        DemandSame(Text(octets, () => octets.Length), Text(octets, input.Pieces(9)), "In pieces it has another text");
        Decodes(message.Root, octets, input);
        Prints(message);
        return ValueTask.CompletedTask;
    }

    // Header, body, and within the body one part behind the other.
    private static void Nests(MimePart part, long from, long end)
    {
        Demand(part.HeaderOffset >= from && part.HeaderOffset + part.HeaderLength == part.BodyOffset, "A header is not where it must be.");
        long inside = part.BodyOffset + part.BodyLength;
        Demand(part.BodyLength >= 0 && inside <= end && part.BodyLines >= 0 && part.BodyLines <= part.BodyLength, "A body is not where it must be.");
        long at = part.BodyOffset;
        foreach (MimePart child in Inside(part))
        {
            Demand(ReferenceEquals(part, child.Parent), "A part has another parent.");
            Nests(child, at, inside);
            at = child.BodyOffset + child.BodyLength;
        }
    }

    private static IEnumerable<MimePart> Inside(MimePart part) => part.Embedded is { } embedded ? [embedded] : part.Children;

    private static MimeMessage InPieces(byte[] octets, Func<int> size)
    {
        var parser = new MimeParser();
        Cutting.Feed(octets, size, piece => parser.Append(piece));
        return parser.Complete();
    }

    private static string Text(byte[] octets, Func<int> size)
    {
        var text = new StringBuilder();
        var extractor = new TextExtractor((origin, _, piece) => text.Append(origin == TextOrigin.Body ? "" : $"[{origin}]").Append(piece));
        Cutting.Feed(octets, size, piece => extractor.Append(piece));
        extractor.Complete();
        return text.ToString();
    }

    private static void Decodes(MimePart part, byte[] octets, FuzzInput input)
    {
        byte[] body = octets[(int)part.BodyOffset..(int)(part.BodyOffset + part.BodyLength)];
        if (part.Kind == MimePartKind.Leaf)
        {
            byte[] whole = Decoded(part.Encoding, body, () => body.Length);
            DemandSame(Convert.ToHexString(whole), Convert.ToHexString(Decoded(part.Encoding, body, input.Pieces(6))), "In pieces a body is decoded to something else");
            Demand(part.DecodedSize == whole.Length, $"DecodedSize is {part.DecodedSize}, but {whole.Length} octets come out ({part.Encoding}).");
            Demand(TextPreview.Of(body, part.Encoding, part.ContentType.Parameters.Decode("charset"u8) ?? "", isHtml: input.Seed % 2 == 0).Length <= 2 * TextPreview.MaxCharacters, "A preview is too long.");
        }

        foreach (MimePart child in Inside(part))
            Decodes(child, octets, input);
    }

    private static byte[] Decoded(TransferEncoding encoding, byte[] body, Func<int> size)
    {
        TransferDecoder decoder = TransferDecoder.Create(encoding);
        var output = new ArrayBufferWriter<byte>();
        long count = 0;
        Cutting.Feed(body, size, piece => count += decoder.Decode(piece, output));
        count += decoder.Finish(output);
        Demand(count == output.WrittenCount, "A decoder counts what it does not write.");
        return output.WrittenSpan.ToArray();
    }

    // What the store keeps of it and the server sends is read back by IMAP's own grammar.
    private static void Prints(MimeMessage message)
    {
        DerivedRows rows = MessageDerivation.RowsOf(message, MimeLimits.Default);
        var derived = new DerivedMessage(rows.Derived.Span);
        Demand(derived.Parts.ToList().Count == Count(message.Root), "The part index has another number of parts.");
        byte[] answer = [.. "* 1 FETCH (ENVELOPE "u8, .. derived.Envelope, .. " BODY "u8, .. derived.Body, .. " BODYSTRUCTURE "u8, .. derived.BodyStructure, .. ")"u8];
        ImapResponseTarget.IsStable(answer, ImapDialect.Rev1, mustRead: true);
    }

    private static int Count(MimePart part) => 1 + Inside(part).Sum(Count);
}

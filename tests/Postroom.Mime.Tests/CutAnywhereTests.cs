using System.Buffers;
using System.Text;

namespace Postroom.Mime.Tests;

/// <summary>Every reader that takes spans gives the same whatever the spans; no octets make one fail.</summary>
public sealed class CutAnywhereTests
{
    private static readonly string[] Pieces =
    [
        "\r\n", "\n", "\r", "--", "--b", "--b--", "--bb", "--bb--", "-", "b", "Content-Type: multipart/mixed; boundary=b", "Content-Type: message/rfc822",
        "Content-Type: multipart/digest; boundary=\"bb\"", "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable",
        "Content-Transfer-Encoding: x-uuencode", "begin 644 a", "#86)C", "end", "=", "=4", "=41", "=\r\n", " ", "\t", "aGVsbG8=", "aGV", "Subject: =?utf-8?Q?=C3",
        "=?=", "From: a <b@c>, d:e;", "\0", "\u00C3\u00A4", "\u00E4", ":", ";", "\"", "(", "text", "\r\n\r\n", "\n\n", "+AGE-", "Content-Type: text/plain; charset=utf-7",
        "Content-Type: text/plain; charset=iso-2022-jp", "\u001B$B", "\u001B(B", "Date: Thu, 1 Jan 1970 00:00:00 +0000", "                                        ",
    ];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 60));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Structure_does_not_depend_on_the_cuts(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 40; round++)
        {
            byte[] message = Make(random);
            string whole = Describe.Everything(MimeParser.Parse(message));
            Assert.Equal(whole, Describe.Everything(InPieces(message, () => 1)));
            Assert.Equal(whole, Describe.Everything(InPieces(message, () => random.Next(1, 20))));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Text_does_not_depend_on_the_cuts(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 20; round++)
        {
            byte[] message = Make(random);
            string whole = Extract(message, () => message.Length);
            Assert.Equal(whole, Extract(message, () => 1));
            Assert.Equal(whole, Extract(message, () => random.Next(1, 9)));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Decoded_sizes_are_what_the_decoder_gives(int seed)
    {
        var random = new Random(seed);
        foreach (TransferEncoding encoding in Enum.GetValues<TransferEncoding>())
        {
            byte[] body = Make(random);
            var whole = new ArrayBufferWriter<byte>();
            var cut = new ArrayBufferWriter<byte>();
            long counted = Decode(encoding, body, () => body.Length, output: null);
            Assert.Equal(counted, Decode(encoding, body, () => body.Length, whole));
            Assert.Equal(counted, Decode(encoding, body, () => random.Next(1, 6), cut));
            Assert.Equal(counted, whole.WrittenCount);
            Assert.Equal(whole.WrittenSpan.ToArray(), cut.WrittenSpan.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Garbage_in_any_field_gives_a_result(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 100; round++)
        {
            byte[] garbage = new byte[random.Next(200)];
            random.NextBytes(garbage);
            byte[] text = round % 2 == 0 ? garbage : Make(random);
            foreach (MailAddress address in AddressList.Parse(text))
                Assert.True(address.Kind != MailAddressKind.Mailbox || (address.Mailbox is not null && address.Host is not null));
            MessageIds.Parse(text);
            MessageDate.Parse(text);
            Assert.NotNull(EncodedWords.Decode(text));
            ContentType.Parse(text)?.Parameters.Decode("charset"u8);
            Assert.NotNull(MailCharset.Decode(Encoding.Latin1.GetString(text), text));
            MimeMessage message = MimeParser.Parse(text);
            Assert.Equal(text.Length, message.Root.BodyOffset + message.Root.BodyLength);
        }
    }

    private static byte[] Make(Random random)
    {
        var text = new StringBuilder();
        if (random.Next(3) > 0)
            text.Append("Content-Type: multipart/mixed; boundary=b\r\n").Append(random.Next(2) == 0 ? "\r\n" : "");
        for (int i = random.Next(40); i >= 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(3) switch { 0 => "\r\n", 1 => "\n", _ => "" });
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static MimeMessage InPieces(ReadOnlySpan<byte> message, Func<int> size)
    {
        var parser = new MimeParser();
        Feed(message, size, octets => parser.Append(octets));
        return parser.Complete();
    }

    private static void Feed(ReadOnlySpan<byte> octets, Func<int> size, Action<byte[]> take)
    {
        while (!octets.IsEmpty)
        {
            int count = Math.Min(Math.Max(size(), 1), octets.Length);
            take(octets[..count].ToArray());
            octets = octets[count..];
        }
    }

    private static string Extract(byte[] message, Func<int> size)
    {
        var text = new StringBuilder();
        var extractor = new TextExtractor((origin, _, piece) => text.Append(origin == TextOrigin.Body ? "" : $"[{origin}]").Append(piece));
        Feed(message, size, octets => extractor.Append(octets));
        extractor.Complete();
        return text.ToString();
    }

    private static long Decode(TransferEncoding encoding, byte[] body, Func<int> size, IBufferWriter<byte>? output)
    {
        TransferDecoder decoder = TransferDecoder.Create(encoding);
        long count = 0;
        Feed(body, size, octets => count += decoder.Decode(octets, output));
        return count + decoder.Finish(output);
    }
}

using System.Buffers;
using System.Text;

namespace Postroom.Mime.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData(TransferEncoding.Base64, "aGVs\r\nbG8=", "hello")]
    [InlineData(TransferEncoding.Base64, "aGVs*bG8", "hello")]
    [InlineData(TransferEncoding.Base64, "aGk=aGk=", "hihi")]
    [InlineData(TransferEncoding.Base64, "a", "")]
    [InlineData(TransferEncoding.QuotedPrintable, "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.", "Now's the time for all folk to come to the aid of their country.")]
    [InlineData(TransferEncoding.QuotedPrintable, "a=20 \t\r\nb=E4=c3=", "a \r\nb\u00e4\u00c3")]
    [InlineData(TransferEncoding.QuotedPrintable, "1=2 =ZZ =", "1=2 =ZZ ")]
    [InlineData(TransferEncoding.QuotedPrintable, "a= \r\nb", "ab")]
    [InlineData(TransferEncoding.UuEncode, "text\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nmore", "abc")]
    [InlineData(TransferEncoding.EightBit, "a\u00e4", "a\u00e4")]
    public void Transfer_encodings(TransferEncoding encoding, string body, string wanted)
    {
        TransferDecoder decoder = TransferDecoder.Create(encoding);
        var output = new ArrayBufferWriter<byte>();
        decoder.Decode(Encoding.Latin1.GetBytes(body), output);
        decoder.Finish(output);
        Assert.Equal(wanted, Encoding.Latin1.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("iso-8859-1", "80 e4", "€ä")]
    [InlineData("ISO-8859-10", "a1 ff", "Ąĸ")]
    [InlineData("iso-8859-14", "a1 d0 fe", "ḂŴŷ")]
    [InlineData("iso-8859-16", "a4 de fe", "€Țț")]
    [InlineData("koi8-r", "f0", "П")]
    [InlineData("gb2312", "c4 e3", "你")]
    [InlineData("big5", "a7 41", "你")]
    [InlineData("shift_jis", "93 fa", "日")]
    [InlineData("euc-kr", "c7 d1", "한")]
    [InlineData("utf-7", "48 69 20 4d 6f 6d 20 2b 4a 6a 6f 2d 21 2b 2d", "Hi Mom ☺!+")]
    [InlineData("no-such-charset", "c3 a4", "ä")]
    [InlineData("no-such-charset", "e4", "ä")]
    [InlineData("us-ascii", "93 61 94", "“a”")]
    [InlineData("utf-8", "61 ff", "a\uFFFD")]
    public void Charsets(string name, string hex, string wanted)
    {
        byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(wanted, MailCharset.Decode(name, octets));
        CharsetDecoder decoder = MailCharset.CreateDecoder(name);
        var text = new ArrayBufferWriter<char>();
        foreach (byte octet in octets)
            decoder.Decode([octet], isLast: false, text);
        decoder.Decode([], isLast: true, text);
        Assert.Equal(wanted, text.WrittenSpan.ToString());
    }

    [Fact]
    public void Search_sees_what_a_reader_sees_and_the_tags()
    {
        byte[] message = Describe.Bytes("""
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
            Content-Type: multipart/mixed; boundary=b

            preamble
            --b
            Content-Type: text/html; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            <b>M=FCn=
            chen</b>
            --b
            Content-Type: image/png
            Content-Transfer-Encoding: base64

            c2VjcmV0
            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            w6TDtg==
            --b--
            """);
        var text = new StringBuilder();
        var extractor = new TextExtractor((origin, _, piece) => text.Append(origin switch { TextOrigin.Body => "", TextOrigin.HeaderField => "", _ => "|" }).Append(piece));
        extractor.Append(message);
        extractor.Complete();
        Assert.StartsWith("Subject: Grüße", text.ToString());
        Assert.Contains("<b>München</b>|", text.ToString());
        Assert.EndsWith("äö|", text.ToString());
        Assert.DoesNotContain("secret", text.ToString());
        Assert.DoesNotContain("preamble", text.ToString());
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Postroom.Mime.Tests;

/// <summary>What holds for all octets, mail or not.</summary>
public sealed class AnyOctetsProperties
{
    // Pieces of mail and of nonsense: alone, octets at random never get past the header.
    private static readonly Gen<byte[]> Piece = Gen.OneOf(
        Gen.Elements(
            "\r\n", "\n", "\r", "\r\n\r\n", "--b\r\n", "--b--\r\n", "--c\n", "--c--", "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
            "Content-Type: multipart/digest; boundary=\"c\"\r\n\r\n", "Content-Type: message/rfc822\r\n\r\n", "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/plain; charset*0*=utf-8''%", "Content-Transfer-Encoding: base64\r\n\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
            "From: a <b@c>, \"d", "To: e:f@g;", "Subject: =?utf-8?Q?=C3", "?=", "=", "aGVsbG8=", " ", "\t", ":", "(", "\"", "\\", "\0", "x").Select(Encoding.Latin1.GetBytes),
        Gen.Choose(0, 255).Select(static octet => (byte)octet).ArrayOf());

    private static readonly Gen<byte[]> Octets = Piece.ListOf().Select(static pieces => pieces.SelectMany(piece => piece).ToArray());

    [Fact]
    public void Give_a_structure_whose_parts_lie_inside_and_in_their_order() => ForAll(Octets, static octets =>
    {
        MimeMessage message = MimeParser.Parse(octets);
        Assert.Equal(octets.Length, message.Length);
        MustNest(message.Root, 0, octets.Length);
        Assert.Equal(octets.Length, message.Root.BodyOffset + message.Root.BodyLength);
        MustHaveItsHeader(message.Root, octets);
    });

    [Fact]
    public void Give_the_same_structure_whole_octet_by_octet_and_cut_anywhere() => ForAll(Gen.Zip(Octets, Gen.Choose(1, 50)), static given =>
    {
        (byte[] octets, int step) = given;
        string whole = Describe.Everything(MimeParser.Parse(octets));
        Assert.Equal(whole, Describe.Everything(InSteps(octets, 1)));
        Assert.Equal(whole, Describe.Everything(InSteps(octets, step)));
    });

    [Fact]
    public void Give_values_for_every_field_of_every_part() => ForAll(Octets, static octets =>
    {
        foreach (MimePart part in All(MimeParser.Parse(octets).Root))
        {
            foreach (HeaderField field in part.Fields.All)
            {
                ReadOnlyMemory<byte> value = field.ValueIn(part.Header);
                Assert.InRange(HeaderText.Unfold(value).Length, 0, value.Length);
                Assert.All(AddressList.Parse(value), address => Assert.True(address.Kind != MailAddressKind.Mailbox || (address.Mailbox is not null && address.Host is not null)));
                Assert.NotNull(EncodedWords.Decode(value.Span));
                _ = MessageDate.Parse(value.Span);
                _ = MessageIds.Parse(value);
            }

            Assert.True(part.IsMessage == part.Envelope is not null);
            Assert.InRange(part.DecodedSize, 0, Math.Max(0, part.BodyLength));
            Assert.All(part.Language, tag => Assert.False(tag.IsEmpty));
        }
    });

    private static void ForAll<T>(Gen<T> cases, Action<T> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60), Prop.ForAll(cases.ToArbitrary(), holds));

    private static MimeMessage InSteps(byte[] octets, int step)
    {
        var parser = new MimeParser();
        foreach (byte[] piece in octets.Chunk(step))
            parser.Append(piece);
        return parser.Complete();
    }

    // Header, body, and within the body one part behind the other.
    private static void MustNest(MimePart part, long from, long end)
    {
        Assert.InRange(part.HeaderOffset, from, end);
        Assert.Equal(part.HeaderOffset + part.HeaderLength, part.BodyOffset);
        Assert.InRange(part.BodyOffset + part.BodyLength, part.BodyOffset, end);
        Assert.InRange(part.BodyLines, 0, part.BodyLength);
        long at = part.BodyOffset;
        long inside = part.BodyOffset + part.BodyLength;
        foreach (MimePart child in part.Embedded is { } embedded ? [embedded] : part.Children)
        {
            Assert.Same(part, child.Parent);
            MustNest(child, at, inside);
            at = child.BodyOffset + child.BodyLength;
        }
    }

    private static void MustHaveItsHeader(MimePart part, byte[] octets)
    {
        Assert.Equal(octets.AsSpan((int)part.HeaderOffset, (int)part.HeaderLength), part.Header.Span);
        foreach (MimePart child in part.Embedded is { } embedded ? [embedded] : part.Children)
            MustHaveItsHeader(child, octets);
    }

    private static IEnumerable<MimePart> All(MimePart part) =>
        (part.Embedded is { } embedded ? [embedded] : part.Children).SelectMany(All).Prepend(part);
}

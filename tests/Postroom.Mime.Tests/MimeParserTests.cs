
namespace Postroom.Mime.Tests;

public sealed class MimeParserTests
{
    // RFC 2046 §5.1.1.
    private const string Simple = """
        From: Nathaniel Borenstein <nsb@bellcore.com>
        Subject: Sample message
        MIME-Version: 1.0
        Content-type: multipart/mixed; boundary="simple boundary"

        This is the preamble.  It is to be ignored.

        --simple boundary

        This is implicitly typed plain US-ASCII text.
        It does NOT end with a linebreak.
        --simple boundary
        Content-type: text/plain; charset=us-ascii

        This is explicitly typed plain US-ASCII text.
        It DOES end with a linebreak.

        --simple boundary--

        This is the epilogue.  It is also to be ignored.

        """;

    /// <summary>RFC 2046 §5.1.1: the line ending before a delimiter is the delimiter's.</summary>
    [Fact]
    public void The_line_ending_before_a_delimiter_is_not_the_parts()
    {
        MimePart root = Describe.Parse(Simple).Root;
        Assert.Equal("mixed(text/plain, text/plain)", Describe.Shape(root));
        Assert.EndsWith("does NOT end with a linebreak.", Describe.Body(Simple, root.Children[0]).Replace("It ", "", StringComparison.Ordinal));
        Assert.EndsWith("It DOES end with a linebreak.\r\n", Describe.Body(Simple, root.Children[1]));
        Assert.Equal(1, root.Children[0].BodyLines);
        Assert.Equal(2, root.Children[1].BodyLines);
        Assert.Equal(2, root.Children[0].HeaderLength);
        Assert.True(root.Children[0].ContentType.IsDefault);
        Assert.EndsWith("also to be ignored.\r\n", Describe.Body(Simple, root));
    }

    /// <summary>RFC 2049 appendix A: the complex multipart example.</summary>
    [Fact]
    public void A_complex_multipart_example()
    {
        const string Message = """
            MIME-Version: 1.0
            From: Nathaniel Borenstein <nsb@nsb.fv.com>
            To: Ned Freed <ned@innosoft.com>
            Date: Fri, 07 Oct 1994 16:15:05 -0700 (PDT)
            Subject: A multipart example
            Content-Type: multipart/mixed;
                          boundary=unique-boundary-1

            This is the preamble area of a multipart message.

            --unique-boundary-1

              ... Some text appears here ...

            --unique-boundary-1
            Content-type: text/plain; charset=US-ASCII

            This could have been part of the previous part.

            --unique-boundary-1
            Content-Type: multipart/parallel; boundary=unique-boundary-2

            --unique-boundary-2
            Content-Type: audio/basic
            Content-Transfer-Encoding: base64

            aGVsbG8gd29ybGQ=

            --unique-boundary-2
            Content-Type: image/jpeg
            Content-Transfer-Encoding: base64

            aGVs
            bG8=

            --unique-boundary-2--

            --unique-boundary-1
            Content-type: text/enriched

            This is <bold><italic>enriched.</italic></bold>

            --unique-boundary-1
            Content-Type: message/rfc822

            From: (mailbox in US-ASCII)
            To: (address in US-ASCII)
            Subject: (subject in US-ASCII)
            Content-Type: Text/plain; charset=ISO-8859-1
            Content-Transfer-Encoding: Quoted-printable

              ... Additional text in ISO-8859-1 =41 goes here ...

            --unique-boundary-1--
            """;
        MimeMessage message = Describe.Parse(Message);
        Assert.Equal("mixed(text/plain, text/plain, parallel(audio/basic, image/jpeg), text/enriched, message(Text/plain))", Describe.Shape(message.Root));
        Assert.Equal(11, message.Find([3, 1])!.DecodedSize);
        Assert.Equal(5, message.Find([3, 2])!.DecodedSize);
        MimePart inner = message.Root.Children[4].Embedded!;
        Assert.Same(inner, message.Find([5, 1]));
        Assert.Equal(inner.BodyLength - 2, inner.DecodedSize);
        Assert.Equal("(subject in US-ASCII)", Describe.Text(inner.Envelope!.Subject));
        Assert.Null(message.Find([5, 2]));
        Assert.Null(message.Find([6]));
        Assert.Null(message.Find([1, 1]));
    }

    /// <summary>RFC 2046 §5.1.5: in a digest a part without a type is a message.</summary>
    [Fact]
    public void A_digest_holds_messages()
    {
        MimePart root = Describe.Parse("""
            Content-Type: multipart/digest; boundary="----- next message -----"

            ------- next message -----

            From: someone-else
            Subject: my opinion

            body
            ------- next message -----
            Content-Type: text/plain

            note
            ------- next message -------
            """).Root;
        Assert.Equal("digest(message(text/plain), text/plain)", Describe.Shape(root));
        Assert.Equal("my opinion", Describe.Text(root.Children[0].Embedded!.Envelope!.Subject));
    }

    [Fact]
    public void Of_boundaries_that_begin_alike_the_longest_counts()
    {
        MimePart root = Describe.Parse("""
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: multipart/alternative; boundary=bb

            --bb

            one
            --bb

            two
            --bb--
            --b

            three
            --b--
            """).Root;
        Assert.Equal("mixed(alternative(text/plain, text/plain), text/plain)", Describe.Shape(root));
    }

    [Fact]
    public void The_same_boundary_twice_is_the_inner_ones_until_closed()
    {
        MimePart root = Describe.Parse("""
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: multipart/alternative; boundary=b

            --b

            one
            --b--
            --b

            two
            --b--
            """).Root;
        Assert.Equal("mixed(alternative(text/plain), text/plain)", Describe.Shape(root));
    }

    [Fact]
    public void An_outer_delimiter_ends_what_was_never_closed_inside()
    {
        const string Message = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a\n\ny\n--a--\n";
        MimePart root = Describe.Parse(Message).Root;
        Assert.Equal("mixed(mixed(text/plain), text/plain)", Describe.Shape(root));
        Assert.Equal("x", Describe.Body(Message, root.Children[0].Children[0]));
        Assert.Equal("y", Describe.Body(Message, root.Children[1]));
    }

    [Fact]
    public void A_part_header_without_a_blank_line_ends_at_the_delimiter()
    {
        MimePart root = Describe.Parse("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\nx\n--b--\n").Root;
        Assert.Equal("mixed(text/html, text/plain)", Describe.Shape(root));
        Assert.Equal(0, root.Children[0].BodyLength);
    }

    [Fact]
    public void A_multipart_without_parts_still_has_one_for_the_client()
    {
        MimePart root = Describe.Parse("Content-Type: multipart/mixed; boundary=b\n\nnothing here\n").Root;
        MimePart child = Assert.Single(root.Children);
        Assert.True(child.IsPlaceholder);
        Assert.Equal(0, child.BodyLength);
        Assert.Equal("mixed(text/plain)", Describe.Shape(root));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Bare_line_feeds_are_line_endings_too(string ending)
    {
        byte[] message = System.Text.Encoding.ASCII.GetBytes(Simple.ReplaceLineEndings(ending));
        MimePart root = MimeParser.Parse(message).Root;
        Assert.Equal("mixed(text/plain, text/plain)", Describe.Shape(root));
        Assert.EndsWith("linebreak.", Describe.Body(message, root.Children[0]));
        Assert.EndsWith("linebreak." + ending, Describe.Body(message, root.Children[1]));
    }

    [Fact]
    public void The_mime_fields_of_a_part_come_as_written()
    {
        MimePart part = Describe.Parse("""
            Content-Type: IMAGE/Gif; NAME="a \"b\".gif"; x=1
            Content-Transfer-Encoding: BASE64 (really)
            Content-ID: <foo4*foo1@bar.net>
            Content-Description: a
             folded one
            Content-Disposition: attachment; filename=genome.jpeg;
              modification-date="Wed, 12 Feb 1997 16:29:51 -0500"
            Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
            Content-Language: en, (a comment) de-AT
            Content-Location: http://a.example/
             b.gif

            R0lGODlh
            """).Root;
        Assert.Equal("IMAGE", Describe.Text(part.ContentType.Type));
        Assert.Equal("a \"b\".gif", Describe.Text(part.ContentType.Parameters[0].Value));
        Assert.Equal(TransferEncoding.Base64, part.Encoding);
        Assert.Equal("BASE64", Describe.Text(part.EncodingName));
        Assert.Equal("<foo4*foo1@bar.net>", Describe.Text(part.ContentId));
        Assert.Equal("a folded one", Describe.Text(part.Description));
        Assert.Equal("attachment", Describe.Text(part.Disposition!.Type));
        Assert.Equal("genome.jpeg", part.Disposition.FileName);
        Assert.Equal("Q2hlY2sgSW50ZWdyaXR5IQ==", Describe.Text(part.Md5));
        Assert.Equal(["en", "de-AT"], part.Language.Select(Describe.Text));
        Assert.Equal("http://a.example/b.gif", Describe.Text(part.Location));
        Assert.Equal(6, part.DecodedSize);
    }

    [Fact]
    public void A_second_From_does_not_hide()
    {
        EnvelopeFields envelope = Describe.Parse("From: a@x\nFrom: b@x\nSubject: 1\nSubject: 2\n\n").Root.Envelope!;
        Assert.Equal("a@x, b@x", Describe.Text(envelope.From));
        Assert.Equal("2", Describe.Text(envelope.Subject));
    }

    [Fact]
    public void Fields_say_where_they_stand()
    {
        MimePart root = Describe.Parse("Subject : x\nno field\nTo: a,\n b\n\nbody").Root;
        string header = Describe.Text(root.Header);
        string[] lines = [.. Enumerable.Range(0, root.Fields.All.Length).Select(i => header.Substring(root.Fields.All[i].Start, root.Fields.All[i].Length))];
        Assert.Equal(["Subject : x\r\n", "no field\r\n", "To: a,\r\n b\r\n"], lines);
        Assert.True(root.Fields.TryFind("SUBJECT"u8, out ReadOnlyMemory<byte> subject));
        Assert.Equal("x", Describe.Text(subject));
    }
}

using System.Buffers;
using System.Text;

namespace Postroom.Mime;

/// <summary>Where a piece of extracted text comes from.</summary>
public enum TextOrigin
{
    /// <summary>One decoded header field, whole: "Name: value".</summary>
    HeaderField,

    /// <summary>The next piece of a text part's body.</summary>
    Body,

    /// <summary>A text part's body is over; the text is empty. What follows must not be matched together with what came before.</summary>
    EndOfBody,
}

/// <summary>Takes a piece of decoded text; the span is only good during the call.</summary>
/// <param name="origin">Where it comes from.</param>
/// <param name="part">The part whose header or body it is; its body offsets are not final yet.</param>
/// <param name="text">The text: no length is promised, and a word may be cut between two pieces of one body.</param>
public delegate void TextSink(TextOrigin origin, MimePart part, ReadOnlySpan<char> text);

/// <summary>Gives the decoded text of a message for SEARCH (RFC 9051 §6.4.4): header fields with encoded words decoded, text parts with transfer encoding and charset undone.</summary>
/// <remarks>HTML keeps its tags: SEARCH matches substrings of the text, not of its looks. Memory does not grow with the message.</remarks>
public sealed class TextExtractor : IMimePartSink
{
    private readonly MimeParser _parser;
    private readonly TextSink _sink;
    private readonly ArrayBufferWriter<byte> _octets = new();
    private readonly ArrayBufferWriter<char> _text = new();
    private TransferDecoder? _transfer; // Of the text part that is being read.
    private CharsetDecoder? _charset;

    /// <summary>An extractor for any number of messages, one after the other.</summary>
    public TextExtractor(TextSink sink, MimeLimits? limits = null)
    {
        _sink = sink;
        _parser = new MimeParser(limits, this);
    }

    /// <summary>Takes the next octets of the message.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        // Decoded pieces are buffered: keep them small, whatever comes in.
        const int Piece = 32 * 1024;
        for (; octets.Length > Piece; octets = octets[Piece..])
            _parser.Append(octets[..Piece]);
        _parser.Append(octets);
    }

    /// <summary>Ends the message; also gives its structure.</summary>
    public MimeMessage Complete() => _parser.Complete();

    void IMimePartSink.HeaderEnded(MimePart part)
    {
        foreach (HeaderField field in part.Fields.All)
        {
            string name = Encoding.Latin1.GetString(field.NameIn(part.Header.Span));
            string value = EncodedWords.Decode(field.ValueIn(part.Header).Span);
            _sink(TextOrigin.HeaderField, part, field.NameLength == 0 ? value : name + ": " + value);
        }
        if (part.Kind != MimePartKind.Leaf || !(part.ContentType.IsText || IsReport(part.ContentType)))
            return;
        _transfer = TransferDecoder.Create(part.Encoding);
        _charset = MailCharset.CreateDecoder(part.ContentType.Parameters.Decode("charset"u8));
    }

    void IMimePartSink.Body(MimePart part, ReadOnlySpan<byte> octets)
    {
        if (_transfer is null || _charset is null)
            return;
        _transfer.Decode(octets, _octets);
        Give(part, isLast: false);
    }

    void IMimePartSink.PartEnded(MimePart part)
    {
        if (part.Kind != MimePartKind.Leaf || _transfer is null)
            return;
        _transfer.Finish(_octets);
        Give(part, isLast: true);
        _sink(TextOrigin.EndOfBody, part, []);
        (_transfer, _charset) = (null, null);
    }

    private void Give(MimePart part, bool isLast)
    {
        _charset!.Decode(_octets.WrittenSpan, isLast, _text);
        _octets.ResetWrittenCount();
        if (_text.WrittenCount > 0)
            _sink(TextOrigin.Body, part, _text.WrittenSpan);
        _text.ResetWrittenCount();
    }

    // message/delivery-status and the like are lines for people too: "Reporting-MTA", "5.1.1" (RFC 3464 §2.1).
    private static bool IsReport(ContentType type) => Ascii.EqualsIgnoreCase(type.Type.Span, "message"u8);
}

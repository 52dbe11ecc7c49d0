using System.Buffers;

namespace Postroom.Mime;

/// <summary>The beginning of a text part as a list of messages shows it (RFC 8970 §3.3): decoded, without markup, on one line.</summary>
public static class TextPreview
{
    /// <summary>"The server SHOULD limit the length of the preview text to 200 preview characters" (RFC 8970 §3.3); a character is a code point.</summary>
    public const int MaxCharacters = 200;

    private const int PieceOctets = 4 << 10; // mostly enough

    /// <summary>The preview of a body as transferred, or of its beginning; "" where there is nothing to show.</summary>
    /// <param name="body">What cannot be decoded decodes to something; a character that is cut at the end is left out.</param>
    /// <param name="encoding">Its transfer encoding.</param>
    /// <param name="charset">As labelled; null: guessed.</param>
    /// <param name="isHtml">text/html; else it is taken as text/plain.</param>
    public static string Of(ReadOnlySpan<byte> body, TransferEncoding encoding, string? charset, bool isHtml)
    {
        PreviewText preview = isHtml ? new HtmlPreviewText() : new PlainPreviewText();
        TransferDecoder transfer = TransferDecoder.Create(encoding);
        CharsetDecoder decoder = MailCharset.CreateDecoder(charset);
        var octets = new ArrayBufferWriter<byte>();
        var text = new ArrayBufferWriter<char>();
        for (bool isOver = false; !isOver && !preview.IsFull;)
        {
            ReadOnlySpan<byte> piece = body[..Math.Min(body.Length, PieceOctets)];
            body = body[piece.Length..];
            isOver = body.IsEmpty;
            transfer.Decode(piece, octets);
            if (isOver)
                transfer.Finish(octets);
            decoder.Decode(octets.WrittenSpan, isLast: false, text);
            preview.Append(text.WrittenSpan);
            octets.ResetWrittenCount();
            text.ResetWrittenCount();
        }

        string shown = preview.ToString();
        return shown.StartsWith("-----BEGIN PGP MESSAGE-----", StringComparison.Ordinal) ? "" : shown;
    }
}

using System.Text;

namespace Postroom.Mime;

/// <summary>The fields that structure and envelope are made of.</summary>
internal enum HeaderName
{
    Other,
    Date,
    Subject,
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Bcc,
    InReplyTo,
    MessageId,
    References,
    ContentType,
    ContentTransferEncoding,
    ContentDisposition,
    ContentId,
    ContentDescription,
    ContentMd5,
    ContentLanguage,
    ContentLocation,
}

internal static class HeaderNames
{
    /// <summary>Names a field by its name, without case. The length decides what it is compared with.</summary>
    public static HeaderName Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Is(name, "to"u8) ? HeaderName.To : Is(name, "cc"u8) ? HeaderName.Cc : HeaderName.Other,
        3 => Is(name, "bcc"u8) ? HeaderName.Bcc : HeaderName.Other,
        4 => Is(name, "from"u8) ? HeaderName.From : Is(name, "date"u8) ? HeaderName.Date : HeaderName.Other,
        6 => Is(name, "sender"u8) ? HeaderName.Sender : HeaderName.Other,
        7 => Is(name, "subject"u8) ? HeaderName.Subject : HeaderName.Other,
        8 => Is(name, "reply-to"u8) ? HeaderName.ReplyTo : HeaderName.Other,
        10 => Is(name, "message-id"u8) ? HeaderName.MessageId
            : Is(name, "references"u8) ? HeaderName.References
            : Is(name, "content-id"u8) ? HeaderName.ContentId : HeaderName.Other,
        11 => Is(name, "in-reply-to"u8) ? HeaderName.InReplyTo : Is(name, "content-md5"u8) ? HeaderName.ContentMd5 : HeaderName.Other,
        12 => Is(name, "content-type"u8) ? HeaderName.ContentType : HeaderName.Other,
        16 => Is(name, "content-language"u8) ? HeaderName.ContentLanguage
            : Is(name, "content-location"u8) ? HeaderName.ContentLocation : HeaderName.Other,
        19 => Is(name, "content-disposition"u8) ? HeaderName.ContentDisposition
            : Is(name, "content-description"u8) ? HeaderName.ContentDescription : HeaderName.Other,
        25 => Is(name, "content-transfer-encoding"u8) ? HeaderName.ContentTransferEncoding : HeaderName.Other,
        _ => HeaderName.Other,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wanted) => Ascii.EqualsIgnoreCase(name, wanted);
}

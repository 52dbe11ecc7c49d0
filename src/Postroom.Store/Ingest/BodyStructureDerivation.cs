using Postroom.Imap;
using Postroom.Mime;

namespace Postroom.Store;

/// <summary>BODYSTRUCTURE from a message's part tree (RFC 3501 §7.4.2). Depth is bounded by <see cref="MimeLimits"/>.</summary>
internal static class BodyStructureDerivation
{
    private static readonly OctetString SevenBit = new("7bit");

    public static BodyStructure Of(MimePart part, MimeLimits limits) => part.Kind switch
    {
        MimePartKind.Multipart => new BodyMultipart(
            ValueList.From(part.Children.Select(child => Of(child, limits))),
            Octets(part.ContentType.Subtype),
            Parameters(part.ContentType.Parameters),
            Extension(part)),
        _ => Leaf(part, limits),
    };

    /// <summary>What stands for a structure that would be longer than clients can be expected to read: one opaque part.</summary>
    public static BodyStructure Opaque(MimePart part) => new BodyLeaf(
        new("application"), new("octet-stream"), default, null, null, Encoding(part), (ulong)part.BodyLength, new BodyExtension());

    private static BodyLeaf Leaf(MimePart part, MimeLimits limits)
    {
        MimePart? embedded = part.Embedded;
        bool hasLines = embedded is not null || part.ContentType.IsText;
        return new BodyLeaf(
            Octets(part.ContentType.Type),
            Octets(part.ContentType.Subtype),
            Parameters(part.ContentType.Parameters),
            Optional(part.ContentId),
            Optional(part.Description),
            Encoding(part),
            (ulong)part.BodyLength,
            Extension(part),
            hasLines ? (ulong)part.BodyLines : null,
            embedded is null ? null : EnvelopeDerivation.Of(embedded.Envelope!, limits),
            embedded is null ? null : Of(embedded, limits));
    }

    private static BodyExtension Extension(MimePart part) => new(
        Optional(part.Md5),
        part.Disposition is { } disposition ? new BodyDisposition(Octets(disposition.Type), Parameters(disposition.Parameters)) : null,
        ValueList.From(part.Language.Select(Octets)),
        Optional(part.Location));

    private static ValueList<BodyParameter> Parameters(MimeParameters parameters) =>
        ValueList.From(parameters.WithoutContinuations().Select(parameter => new BodyParameter(Octets(parameter.Name), Octets(parameter.Value))));

    private static OctetString Encoding(MimePart part) => part.EncodingName.IsEmpty ? SevenBit : Octets(part.EncodingName);

    private static OctetString Octets(ReadOnlyMemory<byte> value) => new(value.Span);

    private static OctetString? Optional(ReadOnlyMemory<byte> value) => value.IsEmpty ? null : new OctetString(value.Span);
}

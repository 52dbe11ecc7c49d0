using Postroom.Mime;

namespace Postroom.Store;

/// <summary>Where one part of a message lies: BODY[n], BODY[n.MIME] and BODY[n.HEADER] are one ranged read of its bytes.</summary>
public readonly record struct PartEntry
{
    /// <summary>Leaf, multipart, or a part that holds a message.</summary>
    public MimePartKind Kind { get; init; }

    /// <summary>Content-Transfer-Encoding, as understood.</summary>
    public TransferEncoding Encoding { get; init; }

    /// <summary>Octets from the start of the message to the part's header.</summary>
    public long HeaderOffset { get; init; }

    /// <summary>Octets of the header, blank line included.</summary>
    public long HeaderLength { get; init; }

    /// <summary>Octets of the body as transferred.</summary>
    public long BodyLength { get; init; }

    /// <summary>Octets of the body once its transfer encoding is undone (BINARY.SIZE, RFC 3516 §4.3).</summary>
    public long DecodedSize { get; init; }

    /// <summary>How many entries behind this one belong to it.</summary>
    public int Descendants { get; init; }

    /// <summary>Octets from the start of the message to the part's body.</summary>
    public long BodyOffset => HeaderOffset + HeaderLength;
}

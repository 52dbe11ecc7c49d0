using Postroom.Mime;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What BINARY's section names in one message (section-binary, RFC 3516 §7).</summary>
/// <param name="Offset">From the message's first octet.</param>
/// <param name="Length">Octets as they lie.</param>
/// <param name="Encoding">What is to be undone.</param>
/// <param name="Size">Octets once that is undone: counted when the message came in.</param>
internal readonly record struct BinarySection(long Offset, long Length, TransferEncoding Encoding, long Size)
{
    /// <summary>RFC 3516 §4.3: "If the server does not know how to decode the section's CTE, it MUST fail the request".</summary>
    internal static CommandResult Unknown { get; } =
        CommandResult.No("A part's encoding is not known here; what is not encoded in it was sent", ResponseCode.UnknownCte);

    internal bool IsEncoded => Encoding is TransferEncoding.Base64 or TransferEncoding.QuotedPrintable or TransferEncoding.UuEncode;

    /// <summary>False where there is no such part.</summary>
    /// <remarks>
    /// The message itself, a multipart and a message in a part are given as they lie: only what is in them can be encoded, and is
    /// asked for by its own number (RFC 2045 §6.4).
    /// </remarks>
    internal static bool TryFind(FetchMessage message, ReadOnlySpan<uint> part, out BinarySection section)
    {
        section = new(0, message.Size, TransferEncoding.Binary, message.Size);
        if (part.IsEmpty)
        {
            return true;
        }

        if (!new DerivedMessage(message.Derived.Span).Parts.TryFind(part, out PartEntry entry))
        {
            return false;
        }

        bool isLeaf = entry.Kind == MimePartKind.Leaf;
        TransferEncoding encoding = isLeaf || entry.Encoding == TransferEncoding.Unknown ? entry.Encoding : TransferEncoding.Binary;
        section = new(entry.BodyOffset, entry.BodyLength, encoding, isLeaf ? entry.DecodedSize : entry.BodyLength);
        return true;
    }
}

using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Where the octets of a section lie in a message (RFC 3501 §6.4.5): the part index says it, nothing is parsed.</summary>
internal static class SectionPlace
{
    /// <summary>From the message's first octet; for HEADER.FIELDS the whole header that they are taken from. Null where there is no such part.</summary>
    internal static (long Offset, long Length)? Find(PartIndex parts, long messageOctets, ReadOnlySpan<uint> part, SectionText text)
    {
        PartEntry entry;
        switch (text)
        {
            case SectionText.Whole when part.IsEmpty:
                return (0, messageOctets);
            case SectionText.Whole when parts.TryFind(part, out entry):
                return (entry.BodyOffset, entry.BodyLength);
            case SectionText.Mime when parts.TryFind(part, out entry):
                return (entry.HeaderOffset, entry.HeaderLength);
            case SectionText.Text when parts.TryFindMessage(part, out entry):
                return (entry.BodyOffset, part.IsEmpty ? messageOctets - entry.BodyOffset : entry.BodyLength);
            case SectionText.Header or SectionText.HeaderFields or SectionText.HeaderFieldsNot when parts.TryFindMessage(part, out entry):
                return (entry.HeaderOffset, entry.HeaderLength);
            default:
                return null;
        }
    }
}

using Postroom.Imap;
using Postroom.Mime;

namespace Postroom.Store;

/// <summary>ENVELOPE from a message's header fields (RFC 3501 §7.4.2).</summary>
internal static class EnvelopeDerivation
{
    public static Envelope Of(EnvelopeFields fields, MimeLimits limits)
    {
        ValueList<Address> from = Addresses(fields.From, limits);
        ValueList<Address> sender = Addresses(fields.Sender, limits);
        ValueList<Address> replyTo = Addresses(fields.ReplyTo, limits);
        return new Envelope(
            Text(fields.Date, fields.HasDate),
            Text(fields.Subject, fields.HasSubject),
            from,
            sender.IsEmpty ? from : sender, // "the server sets [them] to ... the from field" (RFC 3501 §7.4.2)
            replyTo.IsEmpty ? from : replyTo,
            Addresses(fields.To, limits),
            Addresses(fields.Cc, limits),
            Addresses(fields.Bcc, limits),
            Text(fields.InReplyTo, fields.HasInReplyTo),
            Text(fields.MessageId, fields.HasMessageId));
    }

    // "if these header lines are present but empty, the corresponding member of the envelope is the empty string" (RFC 3501 §7.4.2)
    private static OctetString? Text(ReadOnlyMemory<byte> value, bool isThere) =>
        isThere ? new OctetString(HeaderText.Unfold(value).Span) : null;

    private static ValueList<Address> Addresses(ReadOnlyMemory<byte> field, MimeLimits limits) => field.IsEmpty
        ? default
        : ValueList.From(AddressList.Parse(field, limits).Select(address =>
            new Address(Octets(address.Name), Octets(address.Route), Octets(address.Mailbox), Octets(address.Host))));

    private static OctetString? Octets(ReadOnlyMemory<byte>? value) => value is { } octets ? new OctetString(octets.Span) : null;
}

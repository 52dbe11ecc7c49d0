namespace Postroom.Mime;

/// <summary>Reads address-list fields (RFC 5322 §3.4 and §4.4, RFC 6532 §3.2) into the structures of ENVELOPE. Anything gives a result.</summary>
/// <remarks>Time is linear in the field. Bare names ("root") give a mailbox with an empty host; words after the address are dropped.</remarks>
public static class AddressList
{
    /// <summary>The addresses of a raw (folded) field value, groups as a start and an end marker.</summary>
    public static IReadOnlyList<MailAddress> Parse(ReadOnlyMemory<byte> field, MimeLimits? limits = null)
    {
        if (field.IsEmpty)
            return [];
        var parser = new AddressParser(field, (limits ?? MimeLimits.Default).Addresses);
        return parser.ReadAll();
    }
}

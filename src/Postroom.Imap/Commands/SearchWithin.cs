namespace Postroom.Imap;

/// <summary>OLDER and YOUNGER (RFC 5032 §2): INTERNALDATE against a time before now.</summary>
/// <param name="IsOlder">At that time or earlier; else at that time or later.</param>
/// <param name="Seconds">How long before now; at least 1.</param>
public sealed record SearchWithin(bool IsOlder, uint Seconds) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsOlder ? "OLDER "u8 : "YOUNGER "u8);
        writer.WriteNumber(Seconds);
    }

    // ( "OLDER" / "YOUNGER" ) SP nz-number
    /// <summary>Reads what stands behind the name.</summary>
    public static SearchWithin Read(ref ImapReader reader, bool isOlder)
    {
        reader.ReadSpace();
        return new(isOlder, reader.ReadNzNumber());
    }
}

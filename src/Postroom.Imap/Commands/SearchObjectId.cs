namespace Postroom.Imap;

/// <summary>EMAILID and THREADID (RFC 8474 §6): messages that have exactly this one.</summary>
/// <param name="IsThread">THREADID.</param>
/// <param name="Id">Case counts.</param>
public sealed record SearchObjectId(bool IsThread, ObjectId Id) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsThread ? "THREADID "u8 : "EMAILID "u8);
        writer.WriteAscii(Id.Value);
    }

    // "EMAILID" SP objectid / "THREADID" SP objectid
    /// <summary>Reads what stands behind the name.</summary>
    public static SearchObjectId Read(ref ImapReader reader, bool isThread)
    {
        reader.ReadSpace();
        return new(isThread, reader.ReadObjectId());
    }
}

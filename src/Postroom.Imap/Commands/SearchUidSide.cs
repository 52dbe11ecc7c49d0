namespace Postroom.Imap;

/// <summary>UIDAFTER and UIDBEFORE (RFC 9738 §3.2): messages on one side of a UID, itself not among them.</summary>
/// <param name="IsAfter">Above it; else below.</param>
/// <param name="Uid">Null is "$": above, or below, all of what SEARCH RETURN (SAVE) kept.</param>
public sealed record SearchUidSide(bool IsAfter, Uid? Uid) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw(IsAfter ? "UIDAFTER "u8 : "UIDBEFORE "u8);
        if (Uid is { } uid)
        {
            writer.WriteNumber(uid.Value);
        }
        else
        {
            writer.WriteRaw((byte)'$');
        }
    }

    // ("UIDAFTER" / "UIDBEFORE") SP uniqueid: the RFC gives it by examples. "$" is what its §3.2 has the keys for.
    /// <summary>Reads what stands behind the name.</summary>
    public static SearchUidSide Read(ref ImapReader reader, bool isAfter)
    {
        reader.ReadSpace();
        return new(isAfter, reader.Syntax.HasSavedResult && reader.TryRead((byte)'$') ? null : reader.ReadUid());
    }
}

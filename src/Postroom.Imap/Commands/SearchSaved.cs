namespace Postroom.Imap;

/// <summary>SAVEDBEFORE, SAVEDON, SAVEDSINCE (RFC 8514 §4.3): when the message came into this mailbox; time and zone do not count.</summary>
/// <param name="Relation">How.</param>
/// <param name="Date">The day.</param>
public sealed record SearchSaved(SearchDateRelation Relation, DateOnly Date) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("SAVED"u8);
        writer.WriteAscii(Relation.ToString().ToUpperInvariant());
        writer.WriteSpace();
        writer.WriteDate(Date);
    }

    // ("SAVEDBEFORE" / "SAVEDON" / "SAVEDSINCE") SP date
    /// <summary>Reads what stands behind the name.</summary>
    public static SearchSaved Read(ref ImapReader reader, SearchDateRelation relation)
    {
        reader.ReadSpace();
        return new(relation, reader.ReadDate());
    }
}

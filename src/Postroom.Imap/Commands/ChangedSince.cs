namespace Postroom.Imap;

/// <summary>FETCH's CHANGEDSINCE (RFC 7162 §3.1.4.1): only messages whose MODSEQ is above this.</summary>
/// <param name="ModSeq">What the client knows.</param>
public sealed record ChangedSince(ModSeq ModSeq) : CommandOption(OptionName)
{
    /// <summary>CHANGEDSINCE.</summary>
    public const string OptionName = "CHANGEDSINCE";

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("CHANGEDSINCE "u8);
        writer.WriteNumber(ModSeq.Value);
    }

    // chgsince-fetch-mod = "CHANGEDSINCE" SP mod-sequence-value
    // Leniency: 0 is taken, as clients without a state send it for "everything".
    /// <summary>Reads what stands behind the name.</summary>
    public static ChangedSince Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        return new(reader.ReadModSeq());
    }
}

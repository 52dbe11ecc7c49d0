namespace Postroom.Imap;

/// <summary>STORE's UNCHANGEDSINCE (RFC 7162 §3.1.3): only messages whose MODSEQ is not above this.</summary>
/// <param name="ModSeq">0 lets no message pass.</param>
public sealed record UnchangedSince(ModSeq ModSeq) : CommandOption(OptionName)
{
    /// <summary>UNCHANGEDSINCE.</summary>
    public const string OptionName = "UNCHANGEDSINCE";

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("UNCHANGEDSINCE "u8);
        writer.WriteNumber(ModSeq.Value);
    }

    // store-modifier =/ "UNCHANGEDSINCE" SP mod-sequence-valzer
    /// <summary>Reads what stands behind the name.</summary>
    public static UnchangedSince Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        return new(reader.ReadModSeq());
    }
}

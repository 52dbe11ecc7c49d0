namespace Postroom.Imap;

/// <summary>UID EXPUNGE (RFC 9051 §6.4.9, RFC 4315 §2.1).</summary>
/// <param name="Uids">Which UIDs may go.</param>
public sealed record UidExpungeArguments(SequenceSet Uids) : IImapArguments<UidExpungeArguments>
{
    // uid-expunge = "EXPUNGE" SP sequence-set
    /// <inheritdoc/>
    public static UidExpungeArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        SequenceSet uids = reader.ReadSequenceSet();
        reader.ReadEnd();
        return new(uids);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteSequenceSet(Uids);
    }
}

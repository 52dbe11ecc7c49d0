namespace Postroom.Imap;

/// <summary>LSUB (RFC 3501 §6.3.9).</summary>
/// <param name="Reference">Text of a name.</param>
/// <param name="Pattern">Text with % and *.</param>
public sealed record LsubArguments(string Reference, string Pattern) : IImapArguments<LsubArguments>
{
    // lsub = "LSUB" SP mailbox SP list-mailbox
    /// <inheritdoc/>
    public static LsubArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        string reference = reader.ReadPatternText(isReference: true);
        reader.ReadSpace();
        string pattern = reader.ReadPatternText(isReference: false);
        reader.ReadEnd();
        return new(reference, pattern);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteMailboxText(Reference);
        writer.WriteSpace();
        writer.WriteMailboxText(Pattern, isPattern: true);
    }
}

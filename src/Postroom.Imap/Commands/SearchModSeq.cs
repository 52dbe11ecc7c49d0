namespace Postroom.Imap;

/// <summary>MODSEQ (RFC 7162 §3.1.5): messages whose MODSEQ is this or above.</summary>
/// <param name="ModSeq">The lowest that holds.</param>
/// <param name="Entry">The metadata item asked about, such as <c>/flags/\draft</c>; null for any. A store with one MODSEQ a message ignores it.</param>
/// <param name="EntryType">priv, shared or all; null without an entry.</param>
public sealed record SearchModSeq(ModSeq ModSeq, OctetString? Entry = null, string? EntryType = null) : SearchKey
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("MODSEQ "u8);
        if (Entry is { } entry)
        {
            writer.WriteString(entry.Span);
            writer.WriteSpace();
            writer.WriteAscii(EntryType ?? "all");
            writer.WriteSpace();
        }

        writer.WriteNumber(ModSeq.Value);
    }

    // search-modsequence = "MODSEQ" [SP entry-name SP entry-type-req] SP mod-sequence-valzer; entry-flag-name = DQUOTE "/flags/" attr-flag DQUOTE
    /// <summary>Reads what stands behind the name.</summary>
    public static SearchModSeq Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        if (!reader.Peek((byte)'"'))
        {
            return new(reader.ReadModSeq());
        }

        int start = reader.Position;
        OctetString entry = reader.ReadQuoted();
        if (!entry.Span.StartsWith("/flags/"u8) || !Flag.TryParse(entry.Span["/flags/"u8.Length..], out _))
        {
            throw new ImapSyntaxException("Expected \"/flags/FLAG\"", start);
        }

        reader.ReadSpace();
        string type = reader.TryReadWord("ALL"u8) ? "all"
            : reader.TryReadWord("PRIV"u8) ? "priv"
            : reader.TryReadWord("SHARED"u8) ? "shared"
            : throw reader.Wanted("priv, shared or all");
        reader.ReadSpace();
        return new(reader.ReadModSeq(), entry, type);
    }
}

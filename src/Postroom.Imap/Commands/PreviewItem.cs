namespace Postroom.Imap;

/// <summary>PREVIEW (RFC 8970 §3.1).</summary>
/// <param name="IsLazy">LAZY: NIL will do where it would take long (§4.1).</param>
public sealed record PreviewItem(bool IsLazy) : FetchItem
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => writer.WriteRaw(IsLazy ? "PREVIEW (LAZY)"u8 : "PREVIEW"u8);

    // "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"]; preview-mod = "LAZY". Another list behind it is FETCH's own: its modifiers (RFC 4466 §2.4).
    /// <summary>Reads what stands behind the name.</summary>
    public static new PreviewItem Read(ref ImapReader reader)
    {
        ReadOnlySpan<byte> modifier = " (LAZY"u8;
        if (reader.Rest.Length < modifier.Length || !Ascii.EqualsIgnoreCase(reader.Rest[..modifier.Length], modifier))
        {
            return new(IsLazy: false);
        }

        reader.ReadSpace();
        reader.ReadOpen();
        do
        {
            reader.ReadWord("LAZY"u8);
        }
        while (reader.TryReadSpace());
        reader.ReadClose();
        return new(IsLazy: true);
    }
}

namespace LoadGenerator;

/// <summary>What a server wants said otherwise than the rest: rows ask <see cref="ImapConnection"/>, which knows whom it talks to.</summary>
/// <param name="Prefix">Before every mailbox but INBOX.</param>
/// <param name="HasLiteralPlus">A literal need not be waited for (RFC 7888).</param>
/// <param name="Leave">The command that leaves a mailbox as it is.</param>
internal sealed record Dialect(string Prefix, bool HasLiteralPlus, string Leave)
{
    public static readonly Dialect Usual = new("", true, "UNSELECT");

    // Courier keeps every mailbox below INBOX and has neither LITERAL+ nor UNSELECT; rows leave nothing that CLOSE would expunge.
    private static readonly Dialect Courier = new("INBOX.", false, "CLOSE");

    public static Dialect Of(ReadOnlySpan<byte> greeting) => greeting.IndexOf("Courier-IMAP"u8) >= 0 ? Courier : Usual;
}

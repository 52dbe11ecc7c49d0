namespace Postroom.Imap;

/// <summary>How text beyond ASCII stands on the wire.</summary>
public enum ImapDialect
{
    /// <summary>RFC 3501: mailbox names in modified UTF-7, no 8-bit octets in quoted strings we write.</summary>
    Rev1,

    /// <summary>After ENABLE IMAP4rev2 (RFC 9051 §5.1) or UTF8=ACCEPT (RFC 6855 §3): UTF-8 in names and quoted strings.</summary>
    Rev2,
}

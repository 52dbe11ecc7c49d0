namespace Postroom.Imap.Server;

/// <summary>Which messages APPEND refuses for octets above 127 in their header, to a client that enabled neither UTF8=ACCEPT nor IMAP4rev2 (RFC 9755).</summary>
public enum EightBitHeaders
{
    /// <summary>Those whose header is UTF-8. Octets in no known charset are no characters: they come in as they always did, in old mail.</summary>
    RefuseUtf8,

    /// <summary>All of them.</summary>
    Refuse,

    /// <summary>None, which RFC 9755 does not allow: for the time in which a tool brings in mail without enabling anything.</summary>
    Accept,
}

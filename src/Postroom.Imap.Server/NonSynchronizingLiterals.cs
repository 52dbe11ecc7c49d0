namespace Postroom.Imap.Server;

/// <summary>Which literals a client may send without waiting for "+" (RFC 7888).</summary>
public enum NonSynchronizingLiterals
{
    /// <summary>None.</summary>
    None,

    /// <summary>To 4,096 octets: LITERAL-.</summary>
    Short,

    /// <summary>Of any size: LITERAL+.</summary>
    Any,
}

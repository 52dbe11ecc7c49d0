namespace Postroom.Imap;

/// <summary>How literals are announced.</summary>
public enum LiteralForm
{
    /// <summary>By a server: <c>{n}</c>, and nobody waits.</summary>
    Server,

    /// <summary>By a client: <c>{n}</c>, then wait for "+" (RFC 9051 §4.3).</summary>
    Synchronizing,

    /// <summary>By a client of a server with LITERAL-: up to 4,096 octets without waiting (RFC 7888 §5).</summary>
    LiteralMinus,

    /// <summary>By a client of a server with LITERAL+: never waiting (RFC 7888 §3).</summary>
    LiteralPlus,
}

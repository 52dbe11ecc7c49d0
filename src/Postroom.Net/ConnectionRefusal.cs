namespace Postroom.Net;

/// <summary>Why a client was turned away at the door.</summary>
public enum ConnectionRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>As many connections as are allowed are open.</summary>
    TooMany,

    /// <summary>Its address has as many connections open that have not logged in as are allowed.</summary>
    TooManyFromAddress,

    /// <summary>The port is for proxies, and it is none of those that are trusted.</summary>
    NoTrustedProxy,
}

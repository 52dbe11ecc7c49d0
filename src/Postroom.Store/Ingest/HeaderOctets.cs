namespace Postroom.Store;

/// <summary>What a message's header is written in.</summary>
public enum HeaderOctets
{
    /// <summary>ASCII, as RFC 5322 has it.</summary>
    Ascii,

    /// <summary>UTF-8 from its first octet to its last, with characters beyond ASCII: an internationalized message (RFC 6532).</summary>
    Utf8,

    /// <summary>Octets above 127 that are no UTF-8: Latin-1 and the like, which old mail has though no RFC ever allowed it.</summary>
    Unlabelled,
}

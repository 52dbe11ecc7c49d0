namespace Postroom.Mime;

/// <summary>How much of a message's structure is looked at. Beyond a limit the message is still taken whole: the tree is cut there, never the bytes.</summary>
public sealed record MimeLimits
{
    /// <summary>The limits of docs/limits.md.</summary>
    public static MimeLimits Default { get; } = new();

    /// <summary>Levels of multiparts and embedded messages; what lies deeper is one opaque leaf. Default 100, as Dovecot's: real mail stays under 20.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Parts in the whole tree, embedded messages included; the last one swallows the rest. Default 10,000.</summary>
    public int Parts { get; init; } = 10_000;

    /// <summary>Header lines looked at per part. Default 10,000.</summary>
    public int HeaderLines { get; init; } = 10_000;

    /// <summary>Header octets looked at per part. Default 1 MiB.</summary>
    public int HeaderOctets { get; init; } = 1024 * 1024;

    /// <summary>Header octets looked at in all parts together, which bounds the memory of a tree. Default 4 MiB, what one BODYSTRUCTURE may take.</summary>
    public int TotalHeaderOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>Addresses read from one field, group markers included. Default 10,000.</summary>
    public int Addresses { get; init; } = 10_000;

    /// <summary>Pieces of one RFC 2231 parameter that are joined. Default 100.</summary>
    public int ParameterPieces { get; init; } = 100;

    /// <summary>Parameters read from one field. Default 1,000.</summary>
    public int Parameters { get; init; } = 1_000;
}

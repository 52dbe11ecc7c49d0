namespace Postroom.Imap;

/// <summary>What the end of a line is.</summary>
public enum LiteralScan
{
    /// <summary>No announcement: the line ends the command.</summary>
    None,

    /// <summary>A literal follows.</summary>
    Found,

    /// <summary>A literal is announced with a size over 2^63-1 or of more than 20 digits: what follows cannot be framed.</summary>
    Malformed,
}

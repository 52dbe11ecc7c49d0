namespace Postroom.Imap;

/// <summary>What came is not in the grammar. Thrown by readers only; a server answers as <see cref="Kind"/> says and goes on.</summary>
/// <remarks>The message is safe to send: ASCII, short, without octets of the peer beyond printable names.</remarks>
public sealed class ImapSyntaxException : Exception
{
    /// <summary>Tells what was wanted and at which octet of the input (from 0).</summary>
    public ImapSyntaxException(string message, int position, SyntaxErrorKind kind = SyntaxErrorKind.Grammar)
        : base($"{message} at octet {position}")
    {
        Position = position;
        Kind = kind;
    }

    /// <summary>The octet, from 0, where something else was wanted.</summary>
    public int Position { get; }

    /// <summary>Which answer this deserves.</summary>
    public SyntaxErrorKind Kind { get; }
}

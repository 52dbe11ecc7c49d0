namespace Postroom.Imap;

/// <summary>A literal whose octets are kept elsewhere (a staged message) and do not stand in the reader's input.</summary>
/// <param name="Position">The index in the input right after the CRLF of its announcement; the input goes on there.</param>
/// <param name="Length">Its octets.</param>
/// <param name="Index">Which one of the caller's staged messages it is.</param>
/// <param name="IsBinary">Announced as literal8 (<c>~{n}</c>, RFC 3516).</param>
public readonly record struct DetachedLiteral(int Position, long Length, int Index, bool IsBinary);

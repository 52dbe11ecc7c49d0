namespace Postroom.Mime;

/// <summary>What <see cref="MimeParser"/> found: the tree of parts and a few facts about the whole.</summary>
public sealed class MimeMessage
{
    internal MimeMessage(MimePart root, long length, long lines, bool hasNul, bool isCut)
    {
        Root = root;
        Length = length;
        Lines = lines;
        HasNul = hasNul;
        IsCut = isCut;
    }

    /// <summary>The message itself, whose header is the top header.</summary>
    public MimePart Root { get; }

    /// <summary>Octets of the whole message.</summary>
    public long Length { get; }

    /// <summary>Line feeds in the whole message.</summary>
    public long Lines { get; }

    /// <summary>There is a NUL, which IMAP can only send as literal8 (RFC 3516 §4.1).</summary>
    public bool HasNul { get; }

    /// <summary>A limit was met: some part's structure or header was not read.</summary>
    public bool IsCut { get; }

    /// <summary>The part that an IMAP section number names (RFC 9051 §6.4.5.1), or null.</summary>
    /// <remarks>
    /// {4, 2} is the second part of part 4; inside an embedded message the numbers go on with its parts; part 1 of what is not
    /// multipart is its text, for which the part itself is returned. The empty path is the message.
    /// </remarks>
    public MimePart? Find(ReadOnlySpan<int> section)
    {
        MimePart? part = null; // Null: at the message, of which no part was chosen yet.
        foreach (int number in section)
        {
            part = part is null ? PartOfMessage(Root, number)
                : part.Kind == MimePartKind.Multipart ? Child(part, number)
                : part.Embedded is { } embedded ? PartOfMessage(embedded, number)
                : null;
            if (part is null)
                return null;
        }
        return part ?? Root;
    }

    private static MimePart? PartOfMessage(MimePart message, int number) =>
        message.Kind == MimePartKind.Multipart ? Child(message, number) : number == 1 ? message : null;

    private static MimePart? Child(MimePart multipart, int number) =>
        number >= 1 && number <= multipart.Children.Count ? multipart.Children[number - 1] : null;
}

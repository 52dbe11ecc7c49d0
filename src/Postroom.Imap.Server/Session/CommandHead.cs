using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>The beginning of a command: tag, name, and where its arguments start. Cut without the grammar's reader, as the line may not be whole yet.</summary>
internal readonly ref struct CommandHead
{
    private const int MaxTagOctets = 250; // an answer repeats it; clients use under 10

    private static readonly SearchValues<byte> NotInTag = SearchValues.Create("(){%*\"\\+"u8);

    internal ReadOnlySpan<byte> Tag { get; private init; }

    /// <summary>Without UID.</summary>
    internal ReadOnlySpan<byte> Name { get; private init; }

    internal bool IsUid { get; private init; }

    /// <summary>Index right behind the name: a space, or the line's end.</summary>
    internal int NameEnd { get; private init; }

    /// <summary>Index of the first argument.</summary>
    internal int ArgumentsStart => NameEnd + 1;

    // command = tag SP (command-any / ...) CRLF; tag = 1*<any ASTRING-CHAR except "+">; UID is a prefix (RFC 3501 §9).
    internal static bool TryRead(ReadOnlySpan<byte> line, out CommandHead head)
    {
        head = default;
        ReadOnlySpan<byte> tag = TagOf(line);
        if (tag.IsEmpty || tag.Length == line.Length)
        {
            return false;
        }

        int nameStart = tag.Length + 1;
        int nameEnd = EndOfWord(line, nameStart);
        bool isUid = line[nameStart..nameEnd].Length == 3 && System.Text.Ascii.EqualsIgnoreCase(line[nameStart..nameEnd], "UID"u8);
        if (isUid)
        {
            nameStart = Math.Min(nameEnd + 1, line.Length);
            nameEnd = EndOfWord(line, nameStart);
        }

        head = new() { Tag = tag, Name = line[nameStart..nameEnd], IsUid = isUid, NameEnd = nameEnd };
        return true;
    }

    /// <summary>The tag, if the line begins with one; else empty.</summary>
    internal static ReadOnlySpan<byte> TagOf(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        ReadOnlySpan<byte> tag = end < 0 ? line : line[..end];
        return tag.Length <= MaxTagOctets && tag.IndexOfAny(NotInTag) < 0 ? tag : default;
    }

    private static int EndOfWord(ReadOnlySpan<byte> line, int start)
    {
        int end = line[start..].IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        return end < 0 ? line.Length : start + end;
    }
}

using System.Buffers;
using System.Numerics;
using System.Text;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Prints flag words with one mailbox's keywords. Made anew when the mailbox's keywords change, which is rare.</summary>
internal sealed class FlagPrinter
{
    private const int KeywordShift = 5; // FlagBits.FirstKeyword
    private const ulong KeywordMask = ~(ulong)FlagBits.HasMoreKeywords & ~((1UL << KeywordShift) - 1);

    /// <summary>Those without any of which no flag can be changed.</summary>
    internal const Right RightsOnFlags = Right.KeepSeen | Right.Write | Right.DeleteMessages;

    private static readonly byte[][] System =
        [" \\Seen"u8.ToArray(), " \\Answered"u8.ToArray(), " \\Flagged"u8.ToArray(), " \\Deleted"u8.ToArray(), " \\Draft"u8.ToArray()];

    private readonly byte[]?[] _keywords; // each with a space before it
    private readonly bool _hasRoom;

    /// <param name="keywords">The mailbox's.</param>
    /// <param name="maxKeywords">So many it may have.</param>
    internal FlagPrinter(IReadOnlyList<string?> keywords, int maxKeywords)
    {
        Keywords = keywords;
        _hasRoom = keywords.Count(static name => name is not null) < maxKeywords;
        _keywords = [.. keywords.Select(static name => name is null ? null : Encoding.ASCII.GetBytes(' ' + name))];
    }

    /// <summary>What it was made from: compare by reference.</summary>
    internal IReadOnlyList<string?> Keywords { get; }

    /// <summary>Appends <c>FLAGS (...)</c>.</summary>
    /// <param name="flags">The message's word.</param>
    /// <param name="more">Names beyond the word, where it says that there are some.</param>
    /// <param name="isRecent">Whether \Recent is among them.</param>
    /// <param name="output">Where to.</param>
    internal void WriteFlags(FlagBits flags, IEnumerable<string> more, bool isRecent, IBufferWriter<byte> output)
    {
        Span<byte> span = output.GetSpan(64);
        "FLAGS ("u8.CopyTo(span);
        int length = 7;
        ulong bits = (ulong)flags & ((1UL << KeywordShift) - 1);
        for (; bits != 0; bits &= bits - 1)
        {
            Append(span, ref length, System[BitOperations.TrailingZeroCount(bits)]);
        }

        if (isRecent)
        {
            Append(span, ref length, " \\Recent"u8);
        }

        if (((ulong)flags & (KeywordMask | (ulong)FlagBits.HasMoreKeywords)) == 0)
        {
            span[length] = (byte)')';
            output.Advance(length + 1);
            return;
        }

        output.Advance(length);
        WriteKeywords(flags, more, isFirst: length == 7, output);
        output.Write(")"u8);
    }

    /// <summary>Appends all flags there are, <c>(\Answered ... $Junk)</c>: FLAGS (RFC 3501 §7.2.6).</summary>
    internal void WriteAll(IBufferWriter<byte> output)
    {
        output.Write("(\\Answered \\Flagged \\Deleted \\Seen \\Draft"u8);
        foreach (byte[]? keyword in _keywords)
        {
            output.Write(keyword);
        }

        output.Write(")"u8);
    }

    /// <summary>Appends those that <paramref name="rights"/> let one change for good: PERMANENTFLAGS (RFC 3501 §7.1, RFC 4314 §4).</summary>
    /// <remarks>\* is among them while there is room for another keyword: "if ... that limit is reached, the server MUST send a new PERMANENTFLAGS response code without" it (RFC 9051 §7.1).</remarks>
    internal void WritePermanent(Right rights, IBufferWriter<byte> output)
    {
        bool mayWrite = (rights & Right.Write) != 0;
        ReadOnlySpan<byte> system = (mayWrite, (rights & Right.DeleteMessages) != 0, (rights & Right.KeepSeen) != 0) switch
        {
            (true, true, true) => "(\\Answered \\Flagged \\Deleted \\Seen \\Draft"u8,
            (true, true, false) => "(\\Answered \\Flagged \\Deleted \\Draft"u8,
            (true, false, true) => "(\\Answered \\Flagged \\Seen \\Draft"u8,
            (true, false, false) => "(\\Answered \\Flagged \\Draft"u8,
            (false, true, true) => "(\\Deleted \\Seen"u8,
            (false, true, false) => "(\\Deleted"u8,
            (false, false, true) => "(\\Seen"u8,
            _ => "("u8,
        };
        output.Write(system);
        foreach (byte[]? keyword in mayWrite ? _keywords : [])
        {
            output.Write(keyword);
        }

        output.Write(mayWrite && _hasRoom ? " \\*)"u8 : ")"u8);
    }

    private void WriteKeywords(FlagBits flags, IEnumerable<string> more, bool isFirst, IBufferWriter<byte> output)
    {
        for (ulong bits = ((ulong)flags & KeywordMask) >> KeywordShift; bits != 0; bits &= bits - 1)
        {
            int number = BitOperations.TrailingZeroCount(bits);
            if (number < _keywords.Length && _keywords[number] is { } keyword)
            {
                output.Write(isFirst ? keyword.AsSpan(1) : keyword);
                isFirst = false;
            }
        }

        if ((flags & FlagBits.HasMoreKeywords) == 0)
        {
            return;
        }

        foreach (string name in more)
        {
            output.Write(isFirst ? [] : " "u8);
            output.Write(Encoding.ASCII.GetBytes(name));
            isFirst = false;
        }
    }

    private static void Append(Span<byte> span, ref int length, ReadOnlySpan<byte> name)
    {
        name = length == 7 ? name[1..] : name;
        name.CopyTo(span[length..]);
        length += name.Length;
    }
}

using System.Buffers;
using System.Text;

namespace Postroom.Store;

/// <summary>Text in the form in which SEARCH compares it: case does not count, nor how an accent is composed (after RFC 5051).</summary>
internal static class FoldedText
{
    /// <summary>The folded form of a whole text.</summary>
    public static string Fold(string text)
    {
        var output = new ArrayBufferWriter<char>(Math.Max(16, text.Length));
        Fold(text, output);
        return new string(output.WrittenSpan);
    }

    /// <summary>Appends the folded form; pieces cut between characters give the same as the whole.</summary>
    public static void Fold(ReadOnlySpan<char> text, ArrayBufferWriter<char> output)
    {
        while (!text.IsEmpty)
        {
            int ascii = text.IndexOfAnyExceptInRange('\0', '\x7f');
            if (ascii < 0)
            {
                ascii = text.Length;
            }

            if (ascii > 0)
            {
                System.Text.Ascii.ToUpper(text[..ascii], output.GetSpan(ascii), out int written);
                output.Advance(written);
                text = text[ascii..];
            }
            else
            {
                int end = text.IndexOfAnyInRange('\0', '\x7f');
                FoldOthers(end < 0 ? text : text[..end], output);
                text = end < 0 ? [] : text[end..];
            }
        }
    }

    private static void FoldOthers(ReadOnlySpan<char> text, ArrayBufferWriter<char> output)
    {
        Span<char> upper = stackalloc char[256];
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> piece = text[..Math.Min(text.Length, upper.Length)];
            if (piece.Length < text.Length && char.IsHighSurrogate(piece[^1]))
            {
                piece = piece[..^1];
            }

            int length = piece.ToUpperInvariant(upper);
            Decompose(upper[..length], output);
            text = text[piece.Length..];
        }
    }

    // What is no character comes from broken mail, and Normalize throws for it: it matches nothing but itself.
    private static void Decompose(ReadOnlySpan<char> text, ArrayBufferWriter<char> output)
    {
        while (!text.IsEmpty)
        {
            int length = CharactersAtStart(text, out int others);
            if (length > 0)
            {
                output.Write(new string(text[..length]).Normalize(NormalizationForm.FormKD));
            }

            output.Write(text.Slice(length, others));
            text = text[(length + others)..];
        }
    }

    private static int CharactersAtStart(ReadOnlySpan<char> text, out int others)
    {
        int length = 0;
        while (length < text.Length)
        {
            if (Rune.DecodeFromUtf16(text[length..], out Rune rune, out int units) != OperationStatus.Done || IsNoncharacter(rune))
            {
                others = units;
                return length;
            }

            length += units;
        }

        others = 0;
        return length;
    }

    // The Unicode Standard, section 23.7. Some systems' Normalize takes some of them.
    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}

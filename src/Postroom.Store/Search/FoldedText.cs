using System.Buffers;
using System.Globalization;
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

    private static void Decompose(ReadOnlySpan<char> text, ArrayBufferWriter<char> output)
    {
        // Broken surrogates come from broken mail: they match nothing but themselves.
        string valid = new(text);
        string folded = IsWellFormed(valid) ? valid.Normalize(NormalizationForm.FormKD) : valid;
        output.Write(folded);
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.GetUnicodeCategory(text, i) == UnicodeCategory.Surrogate)
            {
                return false;
            }
        }

        return true;
    }
}

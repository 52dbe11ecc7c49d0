using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postroom.Security;

/// <summary>SASLprep: one form for names and passwords that look the same (RFC 4013).</summary>
public static class SaslPrep
{
    /// <summary>Prepares <paramref name="text"/>; false if it holds what is prohibited, mixes directions, or is no valid UTF-16.</summary>
    /// <param name="text">May become empty, which no name or password may be: that is the caller's to check.</param>
    /// <param name="isStored">True for what is kept (a new password): code points that Unicode 3.2 did not have are refused
    /// then; false for what is compared (a login) (RFC 3454 §7).</param>
    /// <param name="prepared">The prepared form.</param>
    public static bool TryPrepare(string text, bool isStored, [NotNullWhen(true)] out string? prepared)
    {
        ArgumentNullException.ThrowIfNull(text);
        prepared = null;
        if (Ascii.IsValid(text))
        {
            // Nearly every name: nothing maps, only control characters are prohibited.
            if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
                return false;
            prepared = text;
            return true;
        }

        if (!TryMap(text, isStored, out string? mapped))
            return false;
        string normal = mapped.Normalize(NormalizationForm.FormKC);
        if (!IsPermitted(normal))
            return false;
        prepared = normal;
        return true;
    }

    // RFC 4013 §2.1, and §2.5 on the input: normalizing could turn an unassigned code point into others.
    private static bool TryMap(string text, bool isStored, [NotNullWhen(true)] out string? mapped)
    {
        mapped = null;
        var result = new StringBuilder(text.Length);
        for (int index = 0; index < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, index, out Rune rune))
                return false; // a lone surrogate (RFC 3454 C.5)
            if ((rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
                return false; // no character (C.4): said here because some systems' Normalize throws for it
            index += rune.Utf16SequenceLength;
            if (isStored && StringprepTables.Contains(StringprepTables.Unassigned, rune.Value))
                return false;
            if (StringprepTables.Contains(StringprepTables.NonAsciiSpace, rune.Value))
                result.Append(' ');
            else if (!StringprepTables.Contains(StringprepTables.MappedToNothing, rune.Value))
                result.Append(rune);
        }

        mapped = result.ToString();
        return true;
    }

    // RFC 4013 §2.3 and §2.4.
    private static bool IsPermitted(string text)
    {
        bool hasRightToLeft = false, hasLeftToRight = false, isLastRightToLeft = false, isFirstRightToLeft = false;
        bool isFirst = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (StringprepTables.Contains(StringprepTables.Prohibited, rune.Value))
                return false;
            isLastRightToLeft = StringprepTables.Contains(StringprepTables.RandAL, rune.Value);
            hasRightToLeft |= isLastRightToLeft;
            hasLeftToRight |= StringprepTables.Contains(StringprepTables.LeftToRight, rune.Value);
            if (isFirst)
                isFirstRightToLeft = isLastRightToLeft;
            isFirst = false;
        }

        // RFC 3454 §6: no mixing, and right-to-left text both begins and ends so.
        return !hasRightToLeft || (!hasLeftToRight && isFirstRightToLeft && isLastRightToLeft);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postroom.Security;

/// <summary>Passwords as octets: UTF-8 in, SASLprep, UTF-8 out (RFC 4013, RFC 5802 §2.2).</summary>
public static class Password
{
    /// <summary>Longest password, before anything is computed from it (docs/limits.md).</summary>
    public const int MaxOctets = 1024;

    /// <summary>Prepares a new password for <see cref="ScramVerifier.Create"/>; on failure <paramref name="error"/> says why, in a sentence.</summary>
    public static bool TryPrepareNew(
        string password, [NotNullWhen(true)] out byte[]? prepared, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(password);
        prepared = null;
        error = null;
        if (password.Length > MaxOctets || Encoding.UTF8.GetByteCount(password) > MaxOctets)
            error = "The password is longer than 1,024 octets.";
        else if (!SaslPrep.TryPrepare(password, isStored: true, out string? text))
            error = "The password holds a character that no password can hold (RFC 4013), such as a control character.";
        else if (text.Length == 0)
            error = "The password is empty.";
        else
            prepared = Encoding.UTF8.GetBytes(text);
        return prepared is not null;
    }

    /// <summary>Prepares what a client sent; false if it cannot be anyone's password: too long, empty, no UTF-8, prohibited.</summary>
    internal static bool TryPrepareGiven(ReadOnlySpan<byte> password, [NotNullWhen(true)] out byte[]? prepared)
    {
        prepared = null;
        if (password.Length is 0 or > MaxOctets)
            return false;
        if (password.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            prepared = password.ToArray(); // the usual case, without making it a string that stays in memory
            return true;
        }

        if (!System.Text.Unicode.Utf8.IsValid(password) ||
            !SaslPrep.TryPrepare(Encoding.UTF8.GetString(password), isStored: false, out string? text) || text.Length == 0)
        {
            return false;
        }

        prepared = Encoding.UTF8.GetBytes(text);
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postroom.Security;

/// <summary>The one form in which login names are stored and looked up: SASLprep, then lower case.</summary>
/// <remarks>People type Ali@Example.org and ali@example.org and mean the same account.</remarks>
public static class LoginName
{
    /// <summary>Longest name, in UTF-16 units after preparation; RFC 4616 §2 asks for at least 255 octets.</summary>
    public const int MaxLength = 255;

    /// <summary>Prepares a name; false if it is empty, too long, or holds what names cannot.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="isNew">True when an account is made; false at a login (see <see cref="SaslPrep"/>).</param>
    /// <param name="name">The form to store and compare, exactly.</param>
    public static bool TryPrepare(string text, bool isNew, [NotNullWhen(true)] out string? name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = null;
        if (text.Length > 4 * MaxLength || !SaslPrep.TryPrepare(text, isNew, out string? prepared) || prepared.Length is 0 or > MaxLength)
            return false;
        name = prepared.ToLowerInvariant();
        if (!Ascii.IsValid(name))
            name = name.Normalize(NormalizationForm.FormKC); // H with a line below it is two characters, h with one is one
        return true;
    }
}

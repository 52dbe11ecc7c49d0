using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Postroom.Security;

/// <summary>What is known of an application password beside its verifiers: a password of one program, revoked alone.</summary>
/// <param name="Id">Names it as long as it lives: no other of the account's has it, though one of the same name may come later.</param>
/// <param name="Name">The person's word for it, such as "phone".</param>
/// <param name="Scope">Where it is good.</param>
/// <param name="Made">The day.</param>
/// <param name="LastUsed">The day of the last login with it; null before the first.</param>
public sealed record AppPassword(string Id, string Name, LoginServices Scope, DateOnly Made, DateOnly? LastUsed = null)
{
    /// <summary>Longest name, in UTF-16 units.</summary>
    public const int MaxNameLength = 100;

    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Reads a scope: <c>imap</c>, <c>pop3</c>, <c>submission</c>, several with commas.</summary>
    public static bool TryParseScope(string text, out LoginServices scope)
    {
        ArgumentNullException.ThrowIfNull(text);
        scope = LoginServices.None;
        foreach (string word in text.Split(','))
        {
            LoginServices one = word switch
            {
                "imap" => LoginServices.Imap,
                "pop3" => LoginServices.Pop3,
                "submission" => LoginServices.Submission,
                _ => LoginServices.None,
            };
            if (one == LoginServices.None)
                return false;
            scope |= one;
        }

        return true;
    }

    /// <summary>A scope as <see cref="TryParseScope"/> reads it.</summary>
    public static string ScopeText(LoginServices scope)
    {
        List<string> words = [];
        if (scope.HasFlag(LoginServices.Imap))
            words.Add("imap");
        if (scope.HasFlag(LoginServices.Pop3))
            words.Add("pop3");
        if (scope.HasFlag(LoginServices.Submission))
            words.Add("submission");
        return string.Join(',', words);
    }

    // "5f2c8e10 imap,pop3 2026-11-22 - my%20phone": no spaces but between.
    internal string[] ToWords() =>
    [
        Id, ScopeText(Scope), Made.ToString(DayFormat, CultureInfo.InvariantCulture),
        LastUsed?.ToString(DayFormat, CultureInfo.InvariantCulture) ?? "-", Uri.EscapeDataString(Name),
    ];

    internal static bool TryParse(ReadOnlySpan<string> words, [NotNullWhen(true)] out AppPassword? app)
    {
        app = null;
        if (words is not [{ Length: > 0 } id, var scopeText, var made, var used, var name] || !TryParseScope(scopeText, out LoginServices scope) ||
            !TryParseDay(made, out DateOnly madeOn))
        {
            return false;
        }

        DateOnly usedOn = default;
        if (used != "-" && !TryParseDay(used, out usedOn))
            return false;
        app = new(id, Uri.UnescapeDataString(name), scope, madeOn, used == "-" ? null : usedOn);
        return true;
    }

    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

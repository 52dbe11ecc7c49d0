using System.Diagnostics.CodeAnalysis;

namespace Postroom.Security;

/// <summary>One of an account's passwords at rest: its verifiers, one for each hash, and two of a hash while its cost is being raised.</summary>
/// <param name="App">What is known of an application's; null for the account's own.</param>
/// <param name="Verifiers">At least one.</param>
internal sealed record StoredPassword(AppPassword? App, IReadOnlyList<ScramVerifier> Verifiers)
{
    private const string AppScheme = "APP";

    /// <summary>Good for this service?</summary>
    public bool Covers(LoginServices service) => App is null || App.Scope.HasFlag(service);

    /// <summary>The text of an application's; the account's own is its verifiers' texts, one by one.</summary>
    public IEnumerable<string> ToTexts()
    {
        IEnumerable<string> verifiers = Verifiers.Select(static verifier => verifier.ToText());
        return App is null ? verifiers : [string.Join(' ', [AppScheme, .. App.ToWords(), .. verifiers])];
    }

    /// <summary>Reads an application's; false for any other text.</summary>
    public static bool TryParseApp(string text, [NotNullWhen(true)] out StoredPassword? password)
    {
        password = null;
        if (text.Split(' ') is not [AppScheme, _, _, _, _, _, .. { Length: > 0 } verifierTexts] words ||
            !AppPassword.TryParse(words.AsSpan(1, 5), out AppPassword? app))
        {
            return false;
        }

        List<ScramVerifier> verifiers = [];
        foreach (string verifierText in verifierTexts)
        {
            if (!ScramVerifier.TryParse(verifierText, out ScramVerifier? verifier))
                return false;
            verifiers.Add(verifier);
        }

        password = new(app, verifiers);
        return true;
    }
}

namespace Postroom.Security;

/// <summary>What the directory says of a name, and of a password where one was given.</summary>
/// <param name="Person">Whose name it is; null when it is nobody's, or not one person's alone.</param>
/// <param name="IsProven">True if the password is theirs and the entry is not disabled.</param>
/// <param name="Problem">What an administrator should know: two entries of one name, an entry without one. Null for the usual answers.</param>
public sealed record LdapLogin(LdapPerson? Person, bool IsProven = false, string? Problem = null);

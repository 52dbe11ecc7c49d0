namespace Postroom.Security;

/// <summary>What a directory said.</summary>
/// <param name="Account">The account that may be logged in to; null: none.</param>
/// <param name="Name">Whose name it was, where the directory knows: failures are counted by it, whatever spelling was asked for.</param>
/// <param name="IsAway">True if the directory could not be asked.</param>
public readonly record struct DirectoryVerdict(AccountCredentials? Account, string? Name = null, bool IsAway = false);

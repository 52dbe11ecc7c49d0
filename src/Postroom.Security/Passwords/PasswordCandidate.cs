namespace Postroom.Security;

/// <summary>A verifier that a password is tried against, and whose it is.</summary>
internal sealed record PasswordCandidate(StoredPassword Password, ScramVerifier Verifier);

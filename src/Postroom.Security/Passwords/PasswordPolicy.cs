namespace Postroom.Security;

/// <summary>What verifiers of passwords are made with.</summary>
public sealed record PasswordPolicy
{
    /// <summary>For each of these one verifier is kept: those whose SCRAM mechanisms are offered. Not empty.</summary>
    public IReadOnlyList<ScramHash> Hashes { get; init; } = ScramHash.All;

    /// <summary>PBKDF2 rounds: <see cref="ScramVerifier.MinIterations"/> to <see cref="ScramVerifier.MaxIterations"/>.</summary>
    public int Iterations { get; init; } = ScramVerifier.DefaultIterations;
}

namespace Postroom.Security;

/// <summary>What the store knows of an account that somebody logs in to.</summary>
/// <param name="AccountId">Its stable identity, 128 bits.</param>
/// <param name="Name">Its login name, prepared (<see cref="LoginName"/>).</param>
/// <param name="Verifiers">The account's credentials (<see cref="PasswordSet"/>). Those of an unknown scheme are passed over.</param>
/// <param name="IsDisabled">True: nobody logs in.</param>
public sealed record AccountCredentials(Guid AccountId, string Name, IReadOnlyList<string> Verifiers, bool IsDisabled = false);

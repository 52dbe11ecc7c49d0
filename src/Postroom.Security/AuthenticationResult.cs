namespace Postroom.Security;

/// <summary>How a login ended.</summary>
/// <param name="Failure">None if it succeeded.</param>
/// <param name="AccountId">The account acted as (the authorization identity).</param>
/// <param name="Name">That account's login name.</param>
/// <param name="LoginName">Who proved it, prepared: for the log; also when it failed, then cut to what names may be, or empty.</param>
/// <param name="AppPassword">The identity of the application password that it was done with (<see cref="AppPassword.Id"/>), or null: revoking it ends what
/// came in by it.</param>
public sealed record AuthenticationResult(AuthenticationFailure Failure, Guid AccountId, string Name, string LoginName, string? AppPassword = null)
{
    /// <summary>True if the client is in.</summary>
    public bool IsSuccess => Failure == AuthenticationFailure.None;
}

namespace Postroom.Security;

/// <summary>Decides who is let in. Mechanisms that carry a password hand it over; others look up, check a proof, and conclude.</summary>
public interface IAccountAuthenticator
{
    /// <summary>Checks a password. Answers late after failures (<see cref="LoginThrottle"/>).</summary>
    /// <param name="authenticationId">Whose password it is, as typed.</param>
    /// <param name="authorizationId">Whom to act as, as typed; empty for the same.</param>
    /// <param name="password">UTF-8, as typed; the caller wipes it.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    ValueTask<AuthenticationResult> CheckPasswordAsync(
        string authenticationId, string authorizationId, ReadOnlyMemory<byte> password, LoginOrigin origin, CancellationToken cancellationToken);

    /// <summary>What to check a proof against. There is always an answer: for unknown names one that nothing fits, the same each time.</summary>
    ValueTask<LoginAttempt> BeginAsync(string authenticationId, LoginOrigin origin, CancellationToken cancellationToken);

    /// <summary>Ends an attempt: the mechanism says whether the client proved itself; this decides whether it is let in.</summary>
    ValueTask<AuthenticationResult> ConcludeAsync(
        LoginAttempt attempt, bool isProven, string authorizationId, CancellationToken cancellationToken);

    /// <summary>Is a login still good? Asked when its session can be found by whoever revokes it: what was revoked before is noticed here.</summary>
    ValueTask<bool> IsCurrentAsync(AuthenticationResult login, CancellationToken cancellationToken);
}

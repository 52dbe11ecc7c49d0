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
    /// <summary>Who proved it: another than <see cref="AccountId"/> where that may act for it. What ends this account ends the login too.</summary>
    public Guid LoginAccountId { get; init; } = AccountId;

    /// <summary>Why it failed beyond <see cref="Failure"/>, for the log: no client may hear it. Null where nobody looked further than that the proof was wrong.</summary>
    public string? Detail { get; init; }

    /// <summary>The client's certificate that it was done with, or null: what takes that back ends what came in by it.</summary>
    public CertificateLogin? Certificate { get; init; }

    /// <summary>Of the passwords that were good when it began (<see cref="PasswordSet.Generation"/>).</summary>
    internal string? Generation { get; init; }

    /// <summary>True for who came in by ANONYMOUS (RFC 4505): no account's.</summary>
    public bool IsAnonymous { get; private init; }

    /// <summary>Somebody who proved nothing is in.</summary>
    /// <param name="trace">What they say of themselves, for the log: anybody can say anything, so it stands in quotes there.</param>
    public static AuthenticationResult Anonymous(string trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        const string Name = "anonymous";
        return new(AuthenticationFailure.None, Guid.Empty, Name, trace.Length == 0 ? Name : $"\"{trace.Replace('"', '\'')}\"") { IsAnonymous = true };
    }

    /// <summary>True if the client is in.</summary>
    public bool IsSuccess => Failure == AuthenticationFailure.None;
}

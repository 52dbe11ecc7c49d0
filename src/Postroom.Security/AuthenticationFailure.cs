namespace Postroom.Security;

/// <summary>Why a login failed.</summary>
public enum AuthenticationFailure
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>No such account, a wrong password, or an account nobody may log in to: the client is never told which (AUTHENTICATIONFAILED).</summary>
    Credentials,

    /// <summary>Proved who it is, but may not act as whom it asked for (AUTHORIZATIONFAILED).</summary>
    Authorization,

    /// <summary>The right password, but one with which attackers begin (RFC 9051 §11.7): the account is blocked until it has another (EXPIRED).</summary>
    WellKnownPassword,

    /// <summary>The directory that checks it does not answer: nobody can say (UNAVAILABLE).</summary>
    Unavailable,
}

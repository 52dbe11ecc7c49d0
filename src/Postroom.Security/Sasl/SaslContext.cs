namespace Postroom.Security;

/// <summary>What a mechanism knows of the connection it runs on.</summary>
/// <param name="Authenticator">Who decides.</param>
/// <param name="Origin">Whence the client comes, and whither.</param>
/// <param name="IsConfidential">True if nobody can listen: TLS, or inside the machine, or the administrator's word.</param>
public sealed record SaslContext(IAccountAuthenticator Authenticator, LoginOrigin Origin, bool IsConfidential)
{
    /// <summary>The TLS below it; null if there is none, or none of ours.</summary>
    public ITlsChannel? Tls { get; init; }

    /// <summary>The protocol's name for GSSAPI (RFC 4422 §4): <c>imap</c>, <c>pop</c>, <c>smtp</c>.</summary>
    public string ServiceName => Origin.Service switch
    {
        LoginServices.Pop3 => "pop",
        LoginServices.Submission => "smtp",
        _ => "imap",
    };
}

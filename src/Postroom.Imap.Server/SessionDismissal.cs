namespace Postroom.Imap.Server;

/// <summary>Why an administrator's act ends an account's sessions: what BYE says.</summary>
/// <param name="Code">In brackets before the text (RFC 5530 §3).</param>
/// <param name="Text">For the person at the other end; ASCII.</param>
public sealed record SessionDismissal(ResponseCode Code, string Text)
{
    /// <summary>The account is gone.</summary>
    public static SessionDismissal Removed { get; } = new(ResponseCode.ContactAdmin, "This account was removed");

    /// <summary>Nobody may log in to it for now.</summary>
    public static SessionDismissal Disabled { get; } = new(ResponseCode.ContactAdmin, "This account was disabled");

    /// <summary>It has a new password: whoever came in with the old one proves anew who he is.</summary>
    public static SessionDismissal PasswordChanged { get; } = new(ResponseCode.Expired, "The password was changed");

    /// <summary>The application password that the session came in by was revoked.</summary>
    public static SessionDismissal AppPasswordRevoked { get; } = new(ResponseCode.Expired, "This application password was revoked");

    /// <summary>The certificate that the session came in by would not let it in any more.</summary>
    public static SessionDismissal CertificateRefused { get; } = new(ResponseCode.Expired, "The certificate is not taken any more");
}

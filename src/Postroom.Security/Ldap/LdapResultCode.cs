namespace Postroom.Security;

/// <summary>Result codes that mean something here (RFC 4511 appendix A); all others are named by their number.</summary>
internal enum LdapResultCode
{
    Success = 0,
    SizeLimitExceeded = 4,
    Referral = 10,
    ConstraintViolation = 19,
    NoSuchObject = 32,
    InappropriateAuthentication = 48,
    InvalidCredentials = 49,
    InsufficientAccessRights = 50,
    UnwillingToPerform = 53,
}

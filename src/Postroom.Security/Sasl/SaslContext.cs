using System.Net;

namespace Postroom.Security;

/// <summary>What a mechanism knows of the connection it runs on.</summary>
/// <param name="Authenticator">Who decides.</param>
/// <param name="ServiceName">The GSSAPI service name of the protocol: <c>imap</c>, <c>pop</c>, <c>smtp</c>, <c>sieve</c>.</param>
/// <param name="Address">The client's; null inside the machine.</param>
/// <param name="IsConfidential">True if nobody can listen: TLS, or inside the machine.</param>
public sealed record SaslContext(IAccountAuthenticator Authenticator, string ServiceName, IPAddress? Address, bool IsConfidential);

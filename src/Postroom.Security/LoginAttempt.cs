using System.Net;

namespace Postroom.Security;

/// <summary>A login between its first message and its proof.</summary>
public sealed class LoginAttempt
{
    internal LoginAttempt(string name, AccountCredentials? account, IReadOnlyList<ScramVerifier> verifiers, IPAddress? address) =>
        (Name, Account, Verifiers, Address) = (name, account, verifiers, address);

    /// <summary>What a proof may be checked against; at least one. A SCRAM client is told the first one's salt.</summary>
    public IReadOnlyList<ScramVerifier> Verifiers { get; }

    internal string Name { get; }

    internal AccountCredentials? Account { get; }

    internal IPAddress? Address { get; }
}

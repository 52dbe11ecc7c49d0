using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Postroom.Security;

/// <summary>One server of the directory.</summary>
/// <param name="Host">Name or address: the name that its certificate must have.</param>
/// <param name="Port">The port.</param>
/// <param name="IsTls">True: TLS from the first octet (ldaps). Otherwise STARTTLS, if that is demanded.</param>
public sealed record LdapServer(string Host, int Port, bool IsTls)
{
    /// <summary>True if nobody else can listen on the way to it.</summary>
    public bool IsThisMachine => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
        (System.Net.IPAddress.TryParse(Host, out System.Net.IPAddress? address) && System.Net.IPAddress.IsLoopback(address));

    /// <summary>Reads <c>ldap://host[:389]</c> or <c>ldaps://host[:636]</c> (RFC 4516 without what follows the host: that is set apart).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LdapServer? server)
    {
        server = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("ldap" or "ldaps") ||
            url.IdnHost.Length == 0 || url.UserInfo.Length > 0 || url.AbsolutePath is not ("" or "/") || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            return false;
        }

        bool isTls = url.Scheme == "ldaps";
        server = new LdapServer(url.IdnHost.Trim('[', ']'), url.Port > 0 ? url.Port : isTls ? 636 : 389, isTls);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsTls ? "ldaps" : "ldap")}://{Host}:{Port}");
}

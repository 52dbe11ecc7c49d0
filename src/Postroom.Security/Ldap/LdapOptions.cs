using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>Where the directory is, and how people are found in it.</summary>
public sealed record LdapOptions
{
    /// <summary>Its servers: the first that answers is asked.</summary>
    public required IReadOnlyList<LdapServer> Servers { get; init; }

    /// <summary>STARTTLS before anything else on servers that are not <see cref="LdapServer.IsTls"/> (RFC 4511 §4.14); without it passwords cross the line in the clear.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>Who may have signed the servers' certificates; null: whom the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Where the search begins; it goes through all below.</summary>
    public required string BaseDn { get; init; }

    /// <summary>Which entry a login name is.</summary>
    public required LdapFilter Filter { get; init; }

    /// <summary>As whom the search is done; empty: anonymously.</summary>
    public string BindDn { get; init; } = "";

    /// <summary>That entry's password, in UTF-8.</summary>
    public ReadOnlyMemory<byte> BindPassword { get; init; }

    /// <summary>The attribute that is the account's name. One value.</summary>
    public string NameAttribute { get; init; } = "uid";

    /// <summary>Attributes whose values are the account's aliases.</summary>
    public IReadOnlyList<string> AliasAttributes { get; init; } = [];

    /// <summary>An attribute that disables an entry where it is there with a value other than FALSE or 0; empty: none does.</summary>
    public string DisabledAttribute { get; init; } = "";

    /// <summary>How long all that one login asks of the directory may take, the way to it included. 5 s: a client's patience is 30 s and more.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections to the directory at a time; further logins wait for them, within their <see cref="Timeout"/>. 4 do some thousand a second.</summary>
    public int MaxConnections { get; init; } = 4;
}

using System.Runtime.InteropServices;

namespace Postroom.Security;

/// <summary>This server as a service of Kerberos (RFC 4120): its keys, and the realm whose users it takes.</summary>
/// <remarks>One a process: MIT's library has one keytab for all. Linux only: Windows has no keytab, and macOS another library.</remarks>
public sealed partial class KerberosService
{
    private const string Library = "libgssapi_krb5.so.2"; // the one that the framework loads

    private KerberosService(string realm) => Realm = realm;

    /// <summary>The realm of the users; those of others are refused, whatever the realms agreed on.</summary>
    public string Realm { get; }

    /// <summary>Takes tickets for the keys in a keytab.</summary>
    /// <param name="path">The file, as <c>ktadd</c> makes it. It is read again at each login: new keys need no restart.</param>
    /// <param name="service">What every key must be of, such as <c>imap</c>: with others in the keytab a ticket for those would let in here.</param>
    /// <param name="realm">The realm of the users, in its own case: <c>EXAMPLE.ORG</c>.</param>
    /// <exception cref="KerberosException">It cannot be used.</exception>
    public static KerberosService FromKeytab(string path, string service, string realm)
    {
        ArgumentNullException.ThrowIfNull(service);
        if (!OperatingSystem.IsLinux())
            throw new KerberosException("Kerberos tickets are taken on Linux only: set no keytab here.");
        foreach (string principal in ReadPrincipals(path))
        {
            if (!principal.StartsWith(service + "/", StringComparison.Ordinal))
            {
                throw new KerberosException(
                    $"The keytab '{path}' has a key of {principal}, for whose tickets this server is not: make one with {service}/HOST alone (kadmin: ktadd -k FILE {service}/HOST).");
            }
        }

        if (!NativeLibrary.TryLoad(Library, out _))
            throw new KerberosException($"Kerberos tickets need MIT's library {Library}: install it (Debian: libgssapi-krb5-2) or take the keytab away.");
        uint status = Register(path);
        return status == 0 ? new KerberosService(realm) : throw new KerberosException($"MIT's Kerberos library does not take the keytab '{path}' (status {status}).");
    }

    internal static IKerberosContext Start() => new NegotiatedContext();

    private static IReadOnlyList<string> ReadPrincipals(string path)
    {
        byte[] octets;
        try
        {
            octets = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KerberosException($"The keytab '{path}' cannot be read: {(File.Exists(path) ? "this user may not" : "there is no such file")}.", failure);
        }

        return Keytab.TryReadPrincipals(octets, out IReadOnlyList<string>? principals) && principals.Count > 0
            ? principals
            : throw new KerberosException($"The file '{path}' is no keytab, or holds no key.");
    }

    // KRB5_KTNAME would have to be in the environment before the process starts.
    [LibraryImport(Library, EntryPoint = "krb5_gss_register_acceptor_identity", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint Register(string keytab);
}

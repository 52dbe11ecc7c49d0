using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Postroom.Security;

/// <summary>Names of servers, as certificates have them (RFC 9525 §6.3) and clients ask for them (SNI, RFC 6066 §3).</summary>
internal static class ServerNames
{
    private static readonly IdnMapping Idn = new();

    /// <summary>The form in which names are compared: A-labels, small letters, no dot at the end; null for what is no name.</summary>
    public static string? Normalize(string name)
    {
        name = name.TrimEnd('.');
        if (name.Length == 0)
            return null;
        try
        {
            return (Ascii.IsValid(name) ? name : Idn.GetAscii(name)).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null; // a label that is too long, or holds what no name may
        }
    }

    /// <summary>The wildcard that covers a name, <c>*.example.org</c> for <c>mail.example.org</c>; null where there can be none.</summary>
    public static string? WildcardOf(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? "*" + name[dot..] : null;

    /// <summary>What a certificate is for: its alternative names, wildcards included.</summary>
    public static IEnumerable<string> Of(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(static names => names.EnumerateDnsNames())
        .Select(Normalize)
        .OfType<string>();
}

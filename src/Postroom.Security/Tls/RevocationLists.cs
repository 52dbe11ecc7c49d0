using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>The authorities' lists of revoked certificates. Where there are any, a certificate needs one that is up to date from each authority above it (RFC 5280 §6.3).</summary>
/// <remarks>One that is out of date counts as none, as OpenSSL has it: who was revoked since is not on it, and who keeps newer ones from us must gain nothing.</remarks>
internal sealed class RevocationLists
{
    private readonly Dictionary<string, (string Path, RevocationList List)> _byAuthority = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<X509Certificate2> _authorities;

    private RevocationLists(IReadOnlyList<X509Certificate2> authorities) => _authorities = authorities;

    /// <param name="paths">Files of lists.</param>
    /// <param name="authorities">Who may have made them.</param>
    /// <exception cref="TlsMaterialException">One of them cannot be used.</exception>
    public static RevocationLists Load(IReadOnlyList<string> paths, IReadOnlyList<X509Certificate2> authorities)
    {
        var lists = new RevocationLists(authorities);
        long room = CertificateFiles.MaxOctets;
        foreach (string path in paths)
        {
            byte[] octets = CertificateFiles.ReadOctets(path, "list of revoked certificates", room);
            room -= octets.Length;
            foreach (RevocationList list in RevocationListFile.Read(path, octets))
                lists.Add(path, list);
        }

        return lists;
    }

    /// <summary>True if no authority of the chain, which goes from the certificate to the root, says otherwise, and each has said something lately.</summary>
    public bool Allow(IReadOnlyList<X509Certificate2> chain, DateTimeOffset now)
    {
        for (int i = 0; i + 1 < chain.Count; i++)
        {
            if (!_byAuthority.TryGetValue(KeyOf(chain[i + 1]), out (string Path, RevocationList List) by) || by.List.NextUpdate < now || by.List.Revokes(chain[i]))
                return false;
        }

        return true;
    }

    /// <summary>True for a certificate that an authority of the name that it gives as its issuer's has revoked, by whatever list.</summary>
    public bool Revoke(X509Certificate2 certificate) =>
        _byAuthority.Values.Any(by => by.List.Issuer.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) && by.List.Revokes(certificate));

    /// <summary>A sentence for each authority that has no list that is good now.</summary>
    public IEnumerable<string> Shortcomings(DateTimeOffset now)
    {
        foreach (X509Certificate2 authority in _authorities)
        {
            if (!_byAuthority.TryGetValue(KeyOf(authority), out (string Path, RevocationList List) by))
                yield return $"There is no list of revoked certificates by {authority.Subject}: no client's certificate by it is believed.";
            else if (by.List.NextUpdate < now)
                yield return $"The list of revoked certificates by {authority.Subject} in '{by.Path}' is out of date since {by.List.NextUpdate.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC: no client's certificate by it is believed until there is a newer one.";
        }
    }

    // The newest of several by one authority. Whose it is is a matter of the key too: another authority may have the name.
    private void Add(string path, RevocationList list)
    {
        if (list.Signature is { IsKnown: false } unknown)
            throw new TlsMaterialException($"The list of revoked certificates in '{path}' is signed in a way that is not known or not sound ({unknown.Algorithm}).");
        if (_authorities.FirstOrDefault(list.IsBy) is not { } authority)
            throw new TlsMaterialException($"The list of revoked certificates in '{path}' is signed by none of the authorities of clients' certificates: it says it is by {list.Issuer.Name}.");
        list.ForgetSignature();
        string key = KeyOf(authority);
        if (!_byAuthority.TryGetValue(key, out (string Path, RevocationList List) other) || other.List.ThisUpdate < list.ThisUpdate)
            _byAuthority[key] = (path, list);
    }

    private static string KeyOf(X509Certificate2 authority) =>
        Convert.ToHexString(SHA256.HashData([.. authority.SubjectName.RawData, .. authority.PublicKey.ExportSubjectPublicKeyInfo()]));
}

using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>What is known of clients' certificates at a moment.</summary>
internal sealed class ClientTrust
{
    private ClientTrust(byte[] digest, IReadOnlyDictionary<string, string> accounts) => (Digest, Accounts) = (digest, accounts);

    /// <summary>Of what it came from.</summary>
    public byte[] Digest { get; }

    /// <summary>Account names by fingerprints.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; }

    public X509Certificate2Collection Roots { get; } = [];

    public X509Certificate2Collection Intermediates { get; } = [];

    /// <summary>Null where no lists are set: then nothing is revoked.</summary>
    public RevocationLists? Lists { get; private set; }

    /// <exception cref="TlsMaterialException">A file cannot be used.</exception>
    public static ClientTrust Load(ClientCertificateSettings settings)
    {
        // The digest first: what is written meanwhile is seen the next time.
        var loaded = new ClientTrust(settings.Digest(), settings.Accounts);
        if (settings.AuthoritiesPath is { } path)
        {
            foreach (X509Certificate2 certificate in CertificateFiles.LoadCertificates(path))
            {
                bool isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
                (isRoot ? loaded.Roots : loaded.Intermediates).Add(certificate);
            }

            if (loaded.Roots.Count == 0)
                throw new TlsMaterialException($"The file '{path}' holds no root certificate: an authority whose own certificate is signed by another needs that one's too.");
        }

        if (settings.RevocationListPaths.Count > 0)
            loaded.Lists = RevocationLists.Load(settings.RevocationListPaths, [.. loaded.Roots, .. loaded.Intermediates]);
        return loaded;
    }

    public bool HasAuthoritiesOf(ClientTrust other) => AreSame(Roots, other.Roots) && AreSame(Intermediates, other.Intermediates);

    private static bool AreSame(X509Certificate2Collection some, X509Certificate2Collection others) =>
        some.Select(static one => one.Thumbprint).SequenceEqual(others.Select(static one => one.Thumbprint));
}

namespace Postroom.Security;

/// <summary>The certificates of a moment, by the names they are for.</summary>
internal sealed class CertificateSet
{
    private readonly Dictionary<string, LoadedCertificate> _byName = new(StringComparer.Ordinal);

    public CertificateSet(IReadOnlyList<LoadedCertificate> all)
    {
        All = all;
        if (all.Count == 1)
            return; // whatever the name
        foreach (LoadedCertificate certificate in all)
        {
            foreach (string name in ServerNames.Of(certificate.Chain.Leaf))
                _byName.TryAdd(name, certificate);
        }
    }

    public IReadOnlyList<LoadedCertificate> All { get; }

    public LoadedCertificate First => All[0];

    public LoadedCertificate Find(string serverName)
    {
        if (_byName.Count == 0 || ServerNames.Normalize(serverName) is not { } name)
            return First;
        if (_byName.TryGetValue(name, out LoadedCertificate? exact))
            return exact;
        return ServerNames.WildcardOf(name) is { } wildcard && _byName.TryGetValue(wildcard, out LoadedCertificate? covering) ? covering : First;
    }

    public void Prepare()
    {
        foreach (LoadedCertificate certificate in All)
            certificate.Prepare();
    }
}

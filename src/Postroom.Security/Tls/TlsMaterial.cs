using System.Net.Security;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>The server's certificates and TLS settings, as the options for the next handshake. They can be reloaded while clients are connected.</summary>
/// <remarks>TLS 1.2 and 1.3 only, no RSA key exchange, no renegotiation (RFC 8314, RFC 9325); sessions can be resumed.</remarks>
public sealed class TlsMaterial
{
    private readonly TlsSettings _settings;
    private readonly IReadOnlyList<CertificateSource> _sources;
    private readonly Lock _reloading = new();
    private volatile CertificateSet _current;

    private TlsMaterial(IReadOnlyList<CertificateSource> sources, TlsSettings? settings)
    {
        _settings = settings ?? new TlsSettings();
        TlsOptions.Demand(_settings);
        _sources = sources;
        _current = new CertificateSet([.. sources.Select(Load)]);
    }

    /// <summary>For the handshake of a client that names no server: the first certificate's. The same object until a reload.</summary>
    /// <remarks>The first who asks waits while they are made: the system's root certificates are looked through, which takes as long as the
    /// rest of a server's start. <see cref="Prepare"/> has it done before.</remarks>
    public SslServerAuthenticationOptions Options => _current.First.Options;

    /// <summary>The last moment at which clients take the first certificate.</summary>
    public DateTimeOffset NotAfter => _current.First.NotAfter;

    /// <summary>The first certificate's SHA-256 fingerprint, hexadecimal: what a person compares with what the client shows.</summary>
    public string Fingerprint => _current.First.Chain.Leaf.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>The first certificate in DER. What a connection shows may be another one: for channel bindings ask its <see cref="SslStream.LocalCertificate"/>.</summary>
    public ReadOnlyMemory<byte> Certificate => _current.First.Chain.Leaf.RawData;

    /// <summary>From PEM files: the certificate, then its intermediates; the key, perhaps in the same file.</summary>
    /// <exception cref="TlsMaterialException">They cannot be read or do not fit.</exception>
    public static TlsMaterial FromPem(string certificatePath, string? keyPath = null, TlsSettings? settings = null) =>
        FromPem([new CertificateFile(certificatePath, keyPath)], settings);

    /// <summary>From several: a client gets the first of them that has the name it asks for, and the first of all where none has.</summary>
    /// <exception cref="TlsMaterialException">One of them cannot be read or does not fit.</exception>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static TlsMaterial FromPem(IReadOnlyList<CertificateFile> files, TlsSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.Count > 0
            ? new([.. files.Select(CertificateSource.Pem)], settings)
            : throw new ArgumentException("A server needs one certificate at least.", nameof(files));
    }

    /// <summary>From a PKCS#12 file (.p12, .pfx).</summary>
    /// <exception cref="TlsMaterialException">It cannot be read, or the password is another one.</exception>
    public static TlsMaterial FromPkcs12(string path, string? password = null, TlsSettings? settings = null) =>
        new([CertificateSource.Pkcs12(path, password)], settings);

    /// <summary>A certificate of our own for localhost and this machine's name (ECDSA P-256), kept in <paramref name="directory"/>,
    /// readable by us only, and made anew once it has expired.</summary>
    /// <exception cref="TlsMaterialException">It cannot be read or written.</exception>
    public static TlsMaterial SelfSigned(string directory, TimeProvider time, TlsSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new([CertificateSource.SelfSigned(directory, time)], settings);
    }

    /// <summary>For the handshake of a client that asks for <paramref name="serverName"/> (SNI, RFC 6066 §3); empty where it asks for none.</summary>
    /// <remarks>By exact name, then by wildcard. A name that no certificate has gets the first one: the client knows best whether that will do.</remarks>
    public SslServerAuthenticationOptions OptionsFor(string serverName) => _current.Find(serverName).Options;

    /// <summary>Reads the files again. Connections stay as they are, new handshakes get the new certificates; one that cannot be used keeps the one before.</summary>
    public IReadOnlyList<CertificateReload> Reload() => Reload(static (_, _) => true);

    /// <summary>As <see cref="Reload()"/>, but only where the files hold something else than is shown, or what is shown has expired; tells of those.</summary>
    public IReadOnlyList<CertificateReload> ReloadChanged() => Reload(static (source, loaded) =>
        source.IsOld(loaded.Chain) || !source.Digest().AsSpan().SequenceEqual(loaded.Digest));

    /// <summary>Makes all options on this thread, if nobody has.</summary>
    public void Prepare() => _current.Prepare();

    /// <summary>Makes all options anew, on this thread: <see cref="TlsSettings.ClientCertificates"/> have other authorities. Who is connected stays so.</summary>
    public void RemakeOptions()
    {
        lock (_reloading)
        {
            var next = new CertificateSet([.. _current.All.Select(one => new LoadedCertificate(one.Chain, one.Digest, _settings))]);
            next.Prepare();
            _current = next;
        }
    }

    private List<CertificateReload> Reload(Func<CertificateSource, LoadedCertificate, bool> isWanted)
    {
        lock (_reloading)
        {
            var told = new List<CertificateReload>();
            LoadedCertificate[] next = [.. _current.All];
            for (int i = 0; i < next.Length; i++)
            {
                if (!isWanted(_sources[i], next[i]))
                    continue;
                LoadedCertificate before = next[i];
                string? problem = null;
                try
                {
                    next[i] = Load(_sources[i]);
                    next[i].Prepare();
                }
                catch (TlsMaterialException unusable)
                {
                    next[i] = before;
                    problem = unusable.Message;
                }

                bool isNew = !next[i].Chain.Leaf.RawDataMemory.Span.SequenceEqual(before.Chain.Leaf.RawDataMemory.Span);
                told.Add(new(_sources[i].Name, next[i].NotAfter, isNew, problem));
            }

            if (told.Count > 0)
                _current = new CertificateSet(next);
            return told;
        }
    }

    // The digest first: what is written meanwhile is seen the next time.
    private LoadedCertificate Load(CertificateSource source)
    {
        byte[] digest = source.Digest();
        return new(source.Load(), digest, _settings);
    }
}

using Postroom.Security;

namespace Postroom.Server;

/// <summary>What the settings say of authentication, for Postroom.Security.</summary>
internal static class AuthSettings
{
    private const string Plus = "-PLUS";

    /// <summary>Every mechanism there is, the best first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["EXTERNAL", "GSSAPI", .. ScramHash.All.SelectMany(static hash => (string[])[hash.Mechanism + Plus, hash.Mechanism]), "OAUTHBEARER", "XOAUTH2", "CRAM-MD5", "PLAIN", "LOGIN"];

    /// <summary>Those that are on without a word: all but what needs a password that can be had back.</summary>
    public static IReadOnlyList<string> Defaults { get; } = [.. Names.Where(static name => name != "CRAM-MD5")];

    /// <summary>What passwords are kept with: a verifier for each hash that a mechanism offered needs, and always SHA-256's.</summary>
    public static PasswordPolicy Policy(PostroomSettings settings)
    {
        IReadOnlyList<string> names = settings.Get(PostroomSettings.AuthMechanisms);
        return new PasswordPolicy
        {
            Hashes = [.. ScramHash.All.Where(hash => hash == ScramHash.Sha256 || Has(names, hash.Mechanism) || Has(names, hash.Mechanism + Plus))],
            Iterations = settings.Get(PostroomSettings.AuthIterations),
        };
    }

    /// <summary>The mechanisms that the settings name and that can work with them, in our order.</summary>
    /// <remarks>Of a directory's passwords there are no verifiers: clients would take SCRAM where they see it, and come in vain. Who names it has it all the same.</remarks>
    /// <exception cref="ConfigurationException">What one of them needs cannot be had.</exception>
    public static SaslRegistry Mechanisms(PostroomSettings settings, ITokenVerifier? tokens, ClientCertificates? certificates, ServerStore store)
    {
        bool isScramUseful = settings.IsGiven(PostroomSettings.AuthMechanisms) || settings.Get(PostroomSettings.LdapUrl).Count == 0;
        IReadOnlyList<string> names = settings.Get(PostroomSettings.AuthMechanisms);
        if (!isScramUseful)
        {
            names = [.. names.Where(static name => !name.StartsWith("SCRAM-", StringComparison.OrdinalIgnoreCase))];
        }

        var advice = new OAuthAdvice(settings.Get(PostroomSettings.OAuthScope), settings.Get(PostroomSettings.OAuthDiscovery));
        IEnumerable<ISaslMechanism> mechanisms = Names.Where(name => Has(names, name)).Select(name => Make(name, settings, tokens, advice, certificates, store)).OfType<ISaslMechanism>();
        return new SaslRegistry(settings.Get(PostroomSettings.AuthAnonymous) ? mechanisms.Append(new AnonymousMechanism()) : mechanisms);
    }

    /// <summary>What judges OAuth's tokens; null where no issuer is set.</summary>
    /// <exception cref="ConfigurationException">Something that belongs to it is missing.</exception>
    public static ITokenVerifier? Tokens(PostroomSettings settings, Action<string> report)
    {
        string keys = settings.Get(PostroomSettings.OAuthKeys);
        string introspection = settings.Get(PostroomSettings.OAuthIntrospection);
        if (keys.Length == 0 && introspection.Length == 0)
        {
            return null;
        }

        if (keys.Length > 0 && introspection.Length > 0)
        {
            throw new ConfigurationException($"Set {PostroomSettings.OAuthKeys.Key} or {PostroomSettings.OAuthIntrospection.Key}, not both.");
        }

        var demands = new TokenDemands
        {
            Issuer = Needed(settings, PostroomSettings.OAuthIssuer),
            Audience = Needed(settings, PostroomSettings.OAuthAudience),
            Scope = settings.Get(PostroomSettings.OAuthScope),
            AccountClaim = Needed(settings, PostroomSettings.OAuthAccountClaim),
        };
        if (introspection.Length > 0)
        {
            string secret = Needed(settings, PostroomSettings.OAuthClientSecretFile);
            return new IntrospectionVerifier(
                new Uri(introspection), Needed(settings, PostroomSettings.OAuthClientId), File.ReadAllText(secret).Trim(), demands, TimeProvider.System, report);
        }

        return SettingParsers.IsTokenAddress(keys)
            ? JwtVerifier.FromAddress(new Uri(keys), demands, TimeProvider.System, report)
            : JwtVerifier.FromFile(Path.GetFullPath(keys), demands, TimeProvider.System, report);
    }

    /// <summary>Which clients' certificates are believed; null where none is asked for.</summary>
    /// <exception cref="TlsMaterialException">A file cannot be used.</exception>
    public static ClientCertificates? Certificates(PostroomSettings settings)
    {
        ClientCertificateSettings clients = ClientCertificates(settings);
        return clients.AuthoritiesPath is null && clients.Accounts.Count == 0 ? null : Security.ClientCertificates.Load(clients, TimeProvider.System);
    }

    /// <summary>What the settings say of clients' certificates.</summary>
    /// <exception cref="ConfigurationException">It does not go together.</exception>
    public static ClientCertificateSettings ClientCertificates(PostroomSettings settings)
    {
        var accounts = new Dictionary<string, string>();
        foreach (string one in settings.Get(PostroomSettings.AuthExternal))
        {
            (string fingerprint, string account) = SettingParsers.Pinned(one);
            if (!accounts.TryAdd(fingerprint, account))
            {
                throw new ConfigurationException($"{PostroomSettings.AuthExternal.Key} names the certificate {fingerprint} twice.");
            }
        }

        string authorities = settings.Get(PostroomSettings.TlsClientCertificates);
        IReadOnlyList<string> lists = settings.Get(PostroomSettings.TlsClientRevocationLists);
        if (lists.Count > 0 && authorities.Length == 0)
        {
            throw new ConfigurationException(
                $"{PostroomSettings.TlsClientRevocationLists.Key} names lists of authorities that {PostroomSettings.TlsClientCertificates.Key} does not name.");
        }

        return new()
        {
            AuthoritiesPath = authorities.Length == 0 ? null : Path.GetFullPath(authorities),
            RevocationListPaths = [.. lists.Select(Path.GetFullPath)],
            Accounts = accounts,
        };
    }

    private static string Needed(PostroomSettings settings, Setting<string> setting) =>
        settings.Get(setting) is { Length: > 0 } value ? value : throw new ConfigurationException($"Tokens are not taken without {setting.Key}: set it.");

    private static ISaslMechanism? Make(
        string name, PostroomSettings settings, ITokenVerifier? tokens, OAuthAdvice advice, ClientCertificates? certificates, ServerStore store) => name switch
    {
        "EXTERNAL" => certificates is null ? null : new ExternalMechanism(certificates),
        "GSSAPI" => Kerberos(settings),
        "CRAM-MD5" => new CramMd5Mechanism(store.Recoverable, TimeProvider.System),
        "PLAIN" => new PlainMechanism(),
        "LOGIN" => new LoginMechanism(),
        "OAUTHBEARER" => tokens is null ? null : new OAuthBearerMechanism(tokens, advice),
        "XOAUTH2" => tokens is null ? null : new XOAuth2Mechanism(tokens, advice),
        _ => Scram(name, settings),
    };

    // The library is loaded only where there is a keytab.
    private static GssapiMechanism? Kerberos(PostroomSettings settings)
    {
        string keytab = settings.Get(PostroomSettings.KerberosKeytab);
        string realm = settings.Get(PostroomSettings.KerberosRealm);
        if (keytab.Length == 0)
        {
            return null;
        }

        if (realm.Length == 0)
        {
            throw new ConfigurationException($"Tickets are not taken without {PostroomSettings.KerberosRealm.Key}: set it.");
        }

        try
        {
            return new GssapiMechanism(KerberosService.FromKeytab(Path.GetFullPath(keytab), "imap", realm));
        }
        catch (KerberosException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    private static ScramMechanism Scram(string name, PostroomSettings settings)
    {
        bool isBindingOffered = settings.Get(PostroomSettings.AuthMechanisms).Any(static other => other.EndsWith(Plus, StringComparison.OrdinalIgnoreCase));
        bool binds = name.EndsWith(Plus, StringComparison.Ordinal);
        return ScramHash.TryFind(binds ? name[..^Plus.Length] : name, out ScramHash? hash)
            ? new ScramMechanism(hash, binds, isBindingOffered)
            : throw new InvalidOperationException($"{name} has no class.");
    }

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}

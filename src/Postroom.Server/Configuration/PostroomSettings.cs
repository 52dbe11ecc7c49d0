using System.Runtime.CompilerServices;
using Postroom.Imap.Server;
using Postroom.Security;
using Postroom.Store;
using static Postroom.Server.SettingParsers;

namespace Postroom.Server;

/// <summary>Every setting there is, and the values that hold.</summary>
internal sealed partial class PostroomSettings(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    private const string Addresses = "ADDRESS:PORT, several with commas; port 0 picks a free one; empty switches it off";
    private const string Sizes = "octets, or a number with KiB, MiB, GiB or TiB";
    private const string Durations = "a number with s, m, h or d";
    private const string MessageLimits = "0 for no limit, or 1000 to 1000000000";
    private const string Switch = "true or false";

    public static readonly ListSetting AdminListen = new(
        "Admin:Listen", "", Addresses, "Where metrics (/metrics, for Prometheus) and health (/health/live, /health/ready) are served over HTTP, to whoever asks.", IsListenAddress);

    public static readonly ListSetting ImapListen = new(
        "Imap:Listen", "127.0.0.1:1143", Addresses, "Where IMAP is served in plain, with STARTTLS. As root the default is *:143.", IsListenAddress);

    public static readonly ListSetting ImapTlsListen = new(
        "Imap:TlsListen", "127.0.0.1:1993", Addresses, "Where IMAP is served over TLS from the first octet (RFC 8314). As root the default is *:993.", IsListenAddress);

    public static readonly ListSetting ImapProxyListen = new(
        "Imap:ProxyListen", "", Addresses, "As Imap:Listen, for clients that proxies bring (PROXY protocol, version 1 or 2).", IsListenAddress);

    public static readonly ListSetting ImapProxyTlsListen = new(
        "Imap:ProxyTlsListen", "", Addresses, "As Imap:TlsListen, for clients that proxies bring: their header comes before TLS.", IsListenAddress);

    public static readonly ListSetting ProxyTrusted = new(
        "Proxy:Trusted", "", "addresses and networks as 192.0.2.0/24 or 2001:db8::/32, with commas",
        "The proxies that are believed about whose connection they bring. Whoever else comes to their ports is turned away.", static text => TryNetwork(text, out _));

    public static readonly Setting<bool> ImapAllowPlaintextAuth = new(
        "Imap:AllowPlaintextAuth", "false", Switch, "Lets passwords come in without TLS from anywhere; without it only from this machine itself.", Bool);

    public static readonly Setting<long> ImapMaxMessage = new(
        "Imap:MaxMessage", "100MiB", Sizes, "The largest message that APPEND takes.", Size);

    public static readonly ListSetting ImapDisable = new(
        "Imap:Disable", "", "names of extensions, such as IDLE or MOVE, with commas", "Extensions that are neither announced nor accepted.",
        static name => ImapExtensions.All.Any(extension => extension.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    public static readonly Setting<EightBitHeaders> ImapEightBitHeaders = new(
        "Imap:EightBitHeaders", nameof(EightBitHeaders.RefuseUtf8), "RefuseUtf8, Refuse or Accept",
        "Which messages APPEND refuses to clients that enabled neither UTF8=ACCEPT nor IMAP4rev2: those with a header in UTF-8, in whatever is not ASCII, or none (RFC 9755).",
        OneOf<EightBitHeaders>);

    public static readonly Setting<TimeSpan> ImapIdleTimeout = new(
        "Imap:IdleTimeout", "31m", Durations + ", at least 30m (RFC 3501 §5.4)", "A logged-in client that says nothing for so long is logged out.",
        static (string text, out TimeSpan value) => Duration(text, out value) && value >= TimeSpan.FromMinutes(30));

    public static readonly Setting<int> ImapMaxAnonymous = new(
        "Imap:MaxAnonymous", "100", "1 to 1000000", "Connections that came in by ANONYMOUS, of all clients together.", Int(1, 1_000_000));

    public static readonly Setting<int> ImapMaxConnections = new(
        "Imap:MaxConnections", "20000", "1 to 1000000", "Connections of all clients together; fewer where the system does not let the process have so many sockets, with a warning at the start.", Int(1, 1_000_000));

    public static readonly Setting<int> ImapMaxConnectionsPerAccount = new(
        "Imap:MaxConnectionsPerAccount", "50", "1 to 1000000", "Logged-in connections of one account.", Int(1, 1_000_000));

    public static readonly Setting<int> ImapMaxConnectionsPerAddress = new(
        "Imap:MaxConnectionsPerAddress", "100", "1 to 1000000", "Connections of one address that have not logged in yet.", Int(1, 1_000_000));

    public static readonly Setting<int> ImapMessageLimit = new(
        "Imap:MessageLimit", "0", MessageLimits,
        "So many messages one FETCH, SEARCH, STORE, COPY, MOVE, UID EXPUNGE or APPEND may be about; announced (MESSAGELIMIT, RFC 9738).", MessageLimit);

    public static readonly Setting<string> ImapOtherUsers = new(
        "Imap:OtherUsers", "Other Users", "one level of a mailbox name; empty: nobody reaches them", "Under which name others' mailboxes stand that are shared with one: NAME/ACCOUNT/MAILBOX (RFC 2342).",
        static (string text, out string value) => Text(text, out value) && (text.Length == 0 || AccountName.Problem(text) is null));

    public static readonly Setting<int> ImapSaveLimit = new(
        "Imap:SaveLimit", "0", MessageLimits + "; not together with Imap:MessageLimit",
        "So many messages one COPY or APPEND may be about; announced (SAVELIMIT, RFC 9738).", MessageLimit);

    public static readonly Setting<int> ImapMaxCompressed = new(
        "Imap:MaxCompressed", "500", "0 to 1000000", "Connections that are compressed at a time; each takes some 160 KiB (RFC 4978).", Int(0, 1_000_000));

    public static readonly Setting<bool> ImapLiteralPlus = new(
        "Imap:LiteralPlus", "true", Switch, "Literals of any size may come without waiting (LITERAL+), or of 4,096 octets at most (LITERAL-, RFC 7888).", Bool);

    public static readonly Setting<bool> ImapUtf8Only = new(
        "Imap:Utf8Only", "false", Switch, "Demands ENABLE UTF8=ACCEPT, or IMAP4rev2, of every client before it is told a name or a text; announced (UTF8=ONLY, RFC 9755).", Bool);

    public static readonly Setting<bool> LogIsJson = new(
        "Log:Format", "text", "text or json", "How the log is written: sentences, or an object a line with the same in fields.",
        static (string text, out bool isJson) =>
        {
            isJson = text.Equals("json", StringComparison.OrdinalIgnoreCase);
            return isJson || text.Equals("text", StringComparison.OrdinalIgnoreCase);
        });

    public static readonly Setting<Uri?> MetricsOtlpEndpoint = new(
        "Metrics:OtlpEndpoint", "", "the URL of an OpenTelemetry collector, such as http://127.0.0.1:4318/v1/metrics; empty switches it off",
        "Where the metrics are sent (OTLP over HTTP, as JSON).", Url);

    public static readonly Setting<TimeSpan> MetricsOtlpInterval = new(
        "Metrics:OtlpInterval", "60s", Durations + ", at least 1s", "How often the metrics are sent there.",
        static (string text, out TimeSpan value) => Duration(text, out value) && value >= TimeSpan.FromSeconds(1));

    public static readonly ListSetting TlsCertificate = new(
        "Tls:Certificate", "", "paths of PEM files, each with a certificate and its chain, with commas; empty makes a self-signed one",
        "What TLS shows: the first that has the name that the client asks for, otherwise the first.", IsAnything);

    public static readonly ListSetting TlsCipherSuites = new(
        "Tls:CipherSuites", "", "names as TLS_AES_128_GCM_SHA256, with commas, the best first; empty: the system's; not on Windows",
        "The cipher suites that TLS does. A list costs 16 KiB a connection and the resumption of sessions.", static name => TryCipherSuite(name, out _));

    public static readonly Setting<string> TlsClientCertificates = new(
        "Tls:ClientCertificates", "", "the path of a PEM file with certificates of authorities; empty for none",
        "Asks clients for a certificate: whose chains to one of these is the account of its email address (EXTERNAL). Who has none logs in as ever.", Text);

    public static readonly ListSetting TlsClientRevocationLists = new(
        "Tls:ClientRevocationLists", "", "paths of files with lists (CRLs), PEM or DER, with commas; empty for none",
        "The certificates that the authorities in Tls:ClientCertificates have revoked. With one list, each of the authorities needs one that is up to date.", IsAnything);

    public static readonly ListSetting TlsKey = new(
        "Tls:Key", "", "paths of PEM files, with commas", "The certificates' private keys, in the same order; empty when each stands in its certificate's file.", IsAnything);

    public static readonly Setting<bool> TlsRequires13 = new(
        "Tls:MinVersion", "1.2", "1.2 or 1.3", "The oldest version of TLS that is spoken.",
        static (string text, out bool requires13) =>
        {
            requires13 = text == "1.3";
            return requires13 || text == "1.2";
        });

    public static readonly Setting<string> OAuthKeys = new(
        "OAuth:Keys", "", "the path of a file with a set of keys (RFC 7517), or its URL, with https; empty for none",
        "Lets clients log in with tokens (JWT) that are signed by one of these keys: OAUTHBEARER, XOAUTH2.",
        static (string text, out string value) => TokenAddress(text, out value) || !text.Contains("://", StringComparison.Ordinal));

    public static readonly Setting<string> OAuthIntrospection = new(
        "OAuth:Introspection", "", "a URL, with https; empty for none", "Lets clients log in with tokens about which this address is asked (RFC 7662), instead of OAuth:Keys.", TokenAddress);

    public static readonly Setting<string> OAuthIssuer = new("OAuth:Issuer", "", "the text of iss", "Who gives the tokens out; needed with either.", Text);

    public static readonly Setting<string> OAuthAudience = new(
        "OAuth:Audience", "", "the text of aud", "For whom the tokens are; needed with either. Without it a token for another service would be one for mail.", Text);

    public static readonly Setting<string> OAuthScope = new("OAuth:Scope", "", "one scope; empty for none", "A scope that the tokens must have; told to clients that are refused.", Text);

    public static readonly Setting<string> OAuthAccountClaim = new("OAuth:AccountClaim", "email", "the name of a claim", "The claim of a token that is the account's name or alias.", Text);

    public static readonly Setting<string> OAuthDiscovery = new(
        "OAuth:Discovery", "", "a URL; empty for none", "The OpenID provider's configuration, told to clients that are refused (RFC 7628).", Text);

    public static readonly Setting<string> OAuthClientId = new("OAuth:ClientId", "", "a text", "As whom we ask about tokens; needed with OAuth:Introspection.", Text);

    public static readonly Setting<string> OAuthClientSecretFile = new(
        "OAuth:ClientSecretFile", "", "the path of a file", "Holds the secret with which we ask about tokens; needed with OAuth:Introspection.", Text);

    public static readonly Setting<TimeSpan> StoreKeepExpunged = new(
        "Store:KeepExpunged", "14d", Durations, "For so long an expunged message can be brought back.", Duration);

    public static readonly Setting<long> StoreKeepExpungedOctets = new(
        "Store:KeepExpungedOctets", "0", Sizes + "; 0: 1GiB, or the account's storage quota where that is more",
        "So much of expunged messages is kept for one account, at most: beyond it the oldest go before their time.", Size);

    public static readonly Setting<bool> StoreImmediateFlags = new(
        "Store:FlagDurability", "Deferred", "Immediate or Deferred", "Whether a flag change is on disk before it is answered, or within a second.",
        static (string text, out bool immediate) =>
        {
            immediate = text.Equals("Immediate", StringComparison.OrdinalIgnoreCase);
            return immediate || text.Equals("Deferred", StringComparison.OrdinalIgnoreCase);
        });

    public static readonly Setting<int> StoreMaxMailboxes = new(
        "Store:MaxMailboxes", "10000", "1 to 1000000", "Mailboxes of one account.", Int(1, 1_000_000));

    public static readonly Setting<string> StoreSqliteLibrary = new(
        "Store:SqliteLibrary", "", "the path of SQLite's library, 3.35 or later; empty takes the system's", "Which SQLite the store uses.", Text);

    public static readonly Setting<int> StoreMaxMailboxMessages = new(
        "Store:MaxMailboxMessages", "2000000", "1 to 100000000", "Messages of one mailbox.", Int(1, 100_000_000));

    public static readonly Setting<int> StoreMaxMessages = new(
        "Store:MaxMessages", "4000000", "1 to 1000000000", "Messages of one account, in all its mailboxes, whatever its quota.", Int(1, 1_000_000_000));

    public static readonly Setting<bool> AuthAnonymous = new(
        "Auth:Anonymous", "false", Switch, "Lets anybody in without a password (ANONYMOUS, RFC 4505), to read what is shared with anonymous and nothing else.", Bool);

    public static readonly ListSetting AuthMechanisms = new(
        "Auth:Mechanisms", string.Join(", ", AuthSettings.Defaults), "names of SASL mechanisms, with commas; CRAM-MD5 too",
        "How clients may log in with AUTHENTICATE; what cannot work on a connection is not announced there.",
        static name => AuthSettings.Names.Contains(name, StringComparer.OrdinalIgnoreCase));

    public static readonly Setting<int> AuthIterations = new(
        "Auth:Iterations", "10000", "4096 to 10000000",
        "PBKDF2 rounds for new passwords (RFC 5802); old ones are brought up to more when they are seen, by PLAIN or LOGIN.",
        Int(ScramVerifier.MinIterations, ScramVerifier.MaxIterations));

    public static readonly ListSetting AuthProxies = new(
        "Auth:Proxies", "", "login names, with commas", "Accounts that may act as any other (authorization identity, RFC 4422 §3.4).",
        static name => LoginName.TryPrepare(name, isNew: false, out _));

    public static readonly Setting<bool> AuthRefusesWeakPasswords = new(
        "Auth:WeakPasswords", "Refuse", "Refuse or Allow",
        "Refuse: no new password under 8 characters or among those that attackers try first, and who has one of these cannot log in with it (RFC 9051 §11.7).",
        static (string text, out bool refuse) =>
        {
            refuse = text.Equals("Refuse", StringComparison.OrdinalIgnoreCase);
            return refuse || text.Equals("Allow", StringComparison.OrdinalIgnoreCase);
        });

    public static readonly ListSetting AuthExternal = new(
        "Auth:External", "", "FINGERPRINT=NAME, with commas: a client's certificate by its SHA-256, and whose it is; FINGERPRINT= for nobody's any more",
        "Certificates by which an account is logged in to (EXTERNAL), whoever made them; before what Tls:ClientCertificates says of them.",
        static text => TryPinned(text, out _));

    public static readonly Setting<string> KerberosKeytab = new(
        "Auth:Kerberos:Keytab", "", "the path of a keytab; empty for none; Linux only",
        "Lets clients log in with Kerberos tickets for one of its keys, all of them of imap/HOST: GSSAPI (RFC 4752).", Text);

    public static readonly Setting<string> KerberosRealm = new(
        "Auth:Kerberos:Realm", "", "a realm, such as EXAMPLE.ORG", "Whose users' tickets are taken; needed with a keytab. ali@EXAMPLE.ORG is the account ali@example.org, or else ali.", Text);

    public static readonly Setting<string> AccountDefaultDomain = new(
        "Account:DefaultDomain", "", "a domain, such as example.org; empty for none", "Who logs in as ali and has no account of that name is ali@example.org.",
        static (string text, out string domain) =>
        {
            domain = text.ToLowerInvariant();
            return text.Length == 0 || (Uri.CheckHostName(text) == UriHostNameType.Dns && !text.Contains('@', StringComparison.Ordinal));
        });

    public static readonly ListSetting AccountMailboxes = new(
        "Account:Mailboxes", "Drafts, Sent, Junk, Trash, Archive",
        "mailbox names, with commas, each with its special use if it wants one: Gesendet=\\Sent", "Mailboxes that a new account begins with, beside INBOX; Drafts, Sent, Junk, Trash, Archive and Important have theirs by name (RFC 6154).",
        static name => InitialMailbox.TryParse(name, out _));

    // When it is first asked for: the fields stand in several files, and which file's come first is the compiler's to say.
    private static Setting[] Known => field ??= Collect();

    /// <summary>All of them, by key.</summary>
    public static IReadOnlyList<Setting> All => [.. Known.OrderBy(static setting => setting.Key, StringComparer.Ordinal)];

    /// <summary>The setting of that key, in whatever case; null when there is none.</summary>
    public static Setting? Find(string key) => Array.Find(Known, setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    public bool IsGiven(Setting setting) => values.ContainsKey(setting.Key);

    public T Get<T>(Setting<T> setting) => values.TryGetValue(setting.Key, out IReadOnlyList<string>? given) ? setting.Read(given[0]) : setting.Default;

    public IReadOnlyList<string> Get(ListSetting setting) =>
        setting.Read(values.TryGetValue(setting.Key, out IReadOnlyList<string>? given) ? given : [setting.DefaultText]);

    // Looking for the fields would take longer than all else at each start.
    private static Setting[] Collect()
    {
        RuntimeHelpers.RunClassConstructor(typeof(LimitSettings).TypeHandle); // ours has run
        return Setting.AllMade();
    }
}

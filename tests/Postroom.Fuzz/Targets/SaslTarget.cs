using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Postroom.Security;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>SASL exchanges in base64 lines; the first names the mechanism. Nobody gets in without the password, and who shows a certificate as its account alone.</summary>
/// <remarks>Salts are new in each process: a seed gives a proof that differs by them.</remarks>
internal sealed class SaslTarget : FuzzTarget
{
    private const string Nonce = "3rfcNHYJY1ZVvWVs7j";
    private const string Challenge = "<1896.697170952@postroom.invalid>";
    private const string Ticket = "a ticket of ali's";
    private const string Password = "f0rty-tw0 sesame seeds";
    private static readonly byte[] KerberosToken = [0x60, 0x20, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02];
    private static readonly Accounts Store = new();
    private static readonly Channel Certified = new();
    private static readonly SaslRegistry Mechanisms = new(
        [.. ScramHash.All.SelectMany(static hash => new[] { new ScramMechanism(hash, binds: false, isBindingOffered: false, static () => Nonce), new ScramMechanism(hash, binds: true, isBindingOffered: true, static () => Nonce) }),
        new PlainMechanism(), new LoginMechanism(), new CramMd5Mechanism(Accounts.Recoverable, static () => Challenge), new GssapiMechanism("EXAMPLE.ORG", static () => new FakeKerberos()),
        new OAuthBearerMechanism(new NoToken(), new OAuthAdvice("mail", "https://id.example.org")), new XOAuth2Mechanism(new NoToken(), new OAuthAdvice("mail", "https://id.example.org")),
        new ExternalMechanism(Certified.Certificates), new AnonymousMechanism()]);

    private readonly HashSet<string> _proofs = [];
    private readonly AccountAuthenticator _authenticator = new(
        Store, new LoginThrottle(TimeProvider.System, new() { FirstDelay = TimeSpan.Zero, LongestDelay = TimeSpan.Zero }), TimeProvider.System, new() { FakeSaltKey = new byte[16] });

    public override string Name => "sasl";

    public override string Attacks => "SASL exchanges of every mechanism";

    public override int MaxOctets => 2048;

    public override IReadOnlyList<string> Words { get; } =
    [
        "PLAIN ", "LOGIN ", "CRAM-MD5", "GSSAPI ", "SCRAM-SHA-1 ", "SCRAM-SHA-256 ", "SCRAM-SHA-256-PLUS ", "SCRAM-SHA-512 ", "OAUTHBEARER ", "XOAUTH2 ", "EXTERNAL ", "ANONYMOUS ", "\n", "*\n", "=", "=\n", "A", "AAAA", "AA==", "====", " ",
        "n,,n=ali,r=x", "y,,", "p=tls-exporter,,", "n,a=admin,", "m=x,", "c=biws,r=", ",p=", "=2C", "=3D", "\0ali\0", "auth=Bearer ", "\x01",
        .. new[] { "n,,n=ali,r=x", "n,,n==2C,r=x", "c=biws,r=x" + Nonce + ",p=AAAA", "\0ali\0x", "n,a=ali,\x01auth=Bearer x\x01\x01", "user=ali\x01auth=Bearer x\x01\x01", "ali" }.Select(static text => Encode(Maker.Octets(text)) + "\n"),
    ];

    public override byte[] Make(Maker maker)
    {
        string authorization = maker.Pick("", "ali");
        return Maker.Octets(maker.Below(8) switch
        {
            0 => $"PLAIN {Encode(Encoding.UTF8.GetBytes($"{authorization}\0ali\0{Password}"))}\n",
            1 => $"PLAIN\n{Encode(Encoding.UTF8.GetBytes($"{authorization}\0ali\0{Password}"))}\n",
            2 => $"LOGIN\n{Encode("ali"u8)}\n{Encode(Encoding.UTF8.GetBytes(Password))}\n",
            3 => $"CRAM-MD5\n{Encode(Maker.Octets("ali " + CramDigest()))}\n",
            4 => $"GSSAPI {Encode([.. KerberosToken, .. Encoding.ASCII.GetBytes(Ticket)])}\n{Encode([1, 0, 0, 0, .. Encoding.ASCII.GetBytes(authorization)])}\n",
            5 => $"EXTERNAL {(authorization.Length == 0 ? "=" : Encode(Encoding.ASCII.GetBytes(authorization)))}\n",
            6 => $"ANONYMOUS\n{Encode(Encoding.UTF8.GetBytes(maker.Pick("", "sirhc", "ali@example.org", "\u00FC\u4E2D", new string('x', 255))))}\n",
            _ => Scram(maker),
        });
    }

    public override async ValueTask CheckAsync(FuzzInput input)
    {
        string[] lines = Encoding.Latin1.GetString(input.Octets).Split('\n');
        string[] first = lines[0].Split(' ', 2);
        if (!Mechanisms.TryFind(first[0], out ISaslMechanism? mechanism))
        {
            Demand(!input.IsValid, "There is no such mechanism.");
            return;
        }

        var context = new SaslContext(_authenticator, new LoginOrigin(IPAddress.Loopback, LoginServices.Imap), IsConfidential: true) { Tls = Certified };
        using var conversation = new SaslConversation(mechanism, context, carriesSuccessData: input.Seed % 2 == 0);
        ReadOnlyMemory<byte>? initial = first.Length > 1 ? Maker.Octets(first[1]) : default(ReadOnlyMemory<byte>?);
        SaslReply reply = await conversation.StartAsync(initial);
        for (int i = 1; reply.Kind == SaslReplyKind.Challenge && i < lines.Length; i++)
        {
            Demand(reply.Challenge.Span.IndexOfAny("\r\n "u8) < 0, "A challenge is no line.");
            reply = await conversation.ContinueAsync(Maker.Octets(lines[i]));
        }

        Demand(reply.Kind != SaslReplyKind.Succeeded || reply.Result?.IsSuccess == true, "A success without anybody.");
        Demand(!input.IsValid || reply.Kind == SaslReplyKind.Succeeded, $"The right password is answered with {reply.Kind}.");
        IEnumerable<string> sent = lines.Select((line, i) => Decoded(i == 0 && first.Length > 1 ? first[1] : line));
        Demand(reply.Kind != SaslReplyKind.Succeeded || sent.Any(message => Proves(mechanism.Name, message)), "Somebody got in without the password, a ticket or a proof.");
        Demand(reply.Result is not { IsSuccess: true } who || who.IsAnonymous == (mechanism is AnonymousMechanism), "Who proved nothing is taken for somebody, or somebody for nobody.");
    }

    private bool Proves(string mechanism, string message) => mechanism switch
    {
        "CRAM-MD5" => message.EndsWith(" " + CramDigest(), StringComparison.Ordinal) && IsAli(message[..^33]),
        "GSSAPI" => message.Contains(Ticket, StringComparison.Ordinal),
        "EXTERNAL" => message.Length == 0 || IsAli(message),
        "ANONYMOUS" => message.EnumerateRunes().Count() <= 255 && !message.Any(char.IsControl),
        _ => mechanism.StartsWith("SCRAM", StringComparison.Ordinal) ? _proofs.Contains(Canonical(message)) : message.Contains(Password, StringComparison.Ordinal),
    };

    // However it is spelled.
    private static bool IsAli(string name) => LoginName.TryPrepare(name, isNew: false, out string? prepared) && prepared == "ali";

    private static string CramDigest() =>
#pragma warning disable CA5351 // the mechanism is what it is
        Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(Password), Encoding.ASCII.GetBytes(Challenge)));
#pragma warning restore CA5351

    private string Scram(Maker maker)
    {
        ScramHash hash = ScramHash.All[maker.Below(ScramHash.All.Count)];
        string header = maker.Pick("n,,", "n,a=ali,");
        string bare = $"n=ali,r=client{maker.Below(10)}";
        ScramVerifier verifier = Store.Verifiers[hash];
        string serverFirst = $"{bare[6..]}{Nonce},s={Convert.ToBase64String(verifier.Salt)},i={verifier.Iterations}";
        string withoutProof = $"c={Encode(Maker.Octets(header))},{serverFirst[..serverFirst.IndexOf(',', StringComparison.Ordinal)]}";
        byte[] authMessage = Encoding.ASCII.GetBytes($"{bare},{serverFirst},{withoutProof}");
        byte[] key = Store.ClientKeys[hash];
        byte[] signature = hash.Hmac(hash.H(key), authMessage);
        string final = $"{withoutProof},p={Convert.ToBase64String([.. key.Zip(signature, static (a, b) => (byte)(a ^ b))])}";
        _proofs.Add(final);
        return $"{hash.Mechanism} {Encode(Maker.Octets(header + bare))}\n{Encode(Maker.Octets(final))}\n\n";
    }

    private static string Encode(ReadOnlySpan<byte> octets) => Convert.ToBase64String(octets);

    // Of a proof's last character two or four bits may be anything.
    private static string Canonical(string final)
    {
        string[] parts = final.Split(",p=");
        return parts.Length == 2 && Convert.TryFromBase64String(parts[1], new byte[parts[1].Length], out _) ? $"{parts[0]},p={Encode(Convert.FromBase64String(parts[1]))}" : final;
    }

    private static string Decoded(string line)
    {
        byte[] octets = new byte[line.Length];
        return Convert.TryFromBase64String(line, octets, out int count) ? Encoding.UTF8.GetString(octets, 0, count) : "";
    }

    /// <summary>One account, ali.</summary>
    private sealed class Accounts : ICredentialStore
    {
        private readonly AccountCredentials _ali;

        public Accounts()
        {
            PasswordSet passwords = PasswordSet.Parse([]).WithOwn(Encoding.UTF8.GetBytes(Password), new PasswordPolicy { Iterations = ScramVerifier.MinIterations, Hashes = ScramHash.All });
            Guid id = Guid.NewGuid();
            _ali = new AccountCredentials(id, "ali", passwords.WithRecoverable(Recoverable.Seal(id, Encoding.UTF8.GetBytes(Password))).ToTexts());
            foreach (string text in _ali.Verifiers)
            {
                if (!ScramVerifier.TryParse(text, out ScramVerifier? verifier))
                    continue;
                byte[] salted = new byte[verifier.Hash.Octets];
                verifier.Hash.Hi(Encoding.UTF8.GetBytes(Password), verifier.Salt, verifier.Iterations, salted);
                Verifiers[verifier.Hash] = verifier;
                ClientKeys[verifier.Hash] = verifier.Hash.Hmac(salted, "Client Key"u8);
            }
        }

        public static RecoverablePasswords Recoverable { get; } = new(new byte[32]);

        public Dictionary<ScramHash, ScramVerifier> Verifiers { get; } = [];

        public Dictionary<ScramHash, byte[]> ClientKeys { get; } = [];

        public ValueTask<AccountCredentials?> FindAsync(string loginName, CancellationToken cancellationToken) =>
            ValueTask.FromResult(loginName == "ali" ? _ali : null);
    }

    /// <summary>Takes one ticket, and wraps nothing.</summary>
    private sealed class FakeKerberos : IKerberosContext
    {
        public string Principal => "ali@EXAMPLE.ORG";

        public bool TryAccept(ReadOnlySpan<byte> token, out byte[] answer, out bool isComplete)
        {
            answer = [];
            isComplete = token.EndsWith(Encoding.ASCII.GetBytes(Ticket));
            return isComplete;
        }

        public bool TryWrap(ReadOnlySpan<byte> message, out byte[] wrapped)
        {
            wrapped = message.ToArray();
            return true;
        }

        public bool TryUnwrap(ReadOnlySpan<byte> wrapped, out byte[] message)
        {
            message = wrapped.ToArray();
            return true;
        }

        public void Dispose()
        {
        }
    }

    private sealed class NoToken : ITokenVerifier
    {
        public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(TokenVerdict.Refused("it is of nobody"));
    }

    /// <summary>TLS below it, with ali's certificate.</summary>
    private sealed class Channel : ITlsChannel
    {
        public Channel()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            ClientCertificate = new CertificateRequest("CN=ali", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
            Certificates = ClientCertificates.Load(
                new() { Accounts = new Dictionary<string, string> { [ClientCertificate.GetCertHashString(HashAlgorithmName.SHA256)] = "ali" } }, TimeProvider.System);
        }

        public bool CanBind => true;

        public X509Certificate2 ClientCertificate { get; }

        public ClientCertificates Certificates { get; }

        public bool TryGetBinding(string type, [NotNullWhen(true)] out byte[]? binding)
        {
            binding = type is "tls-exporter" or "tls-server-end-point" ? new byte[32] : null;
            return binding is not null;
        }
    }
}

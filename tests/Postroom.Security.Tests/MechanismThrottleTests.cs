using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Postroom.Security.Tests;

/// <summary>Guessing is slow by whatever mechanism: what <see cref="LoginThrottleTests"/> holds of the throttle is held here of each that asks it.</summary>
public sealed class MechanismThrottleTests : IDisposable
{
    private const string Challenge = "<1896.697170952@postroom.invalid>";

    private static readonly RecoverablePasswords Recoverable = new(new byte[32]);
    private static readonly X509Certificate2 Certificate = TestAuthority.SelfMade("x@example.org");

    // As RFC 2743 §3.1 frames a token, with Kerberos's OID; then no layer, and as oneself.
    private static readonly string[] Kerberos = ["\u0060\u000B\u0006\u0009\u002A\u0086\u0048\u0086\u00F7\u0012\u0001\u0002\u0002", "\u0001\0\0\0"];

    private static readonly Dictionary<string, Func<SaslContext, string, string, Guess>> Guesses = new()
    {
        ["PLAIN"] = static (context, name, password) => new(new PlainMechanism().Start(context), $"\0{name}\0{password}"),
        ["LOGIN"] = static (context, name, password) => new(new LoginMechanism().Start(context), name, password),
        ["SCRAM-SHA-1"] = static (context, name, password) => new(ScramHash.Sha1, context, name, password),
        ["SCRAM-SHA-256"] = static (context, name, password) => new(ScramHash.Sha256, context, name, password),
        ["SCRAM-SHA-512"] = static (context, name, password) => new(ScramHash.Sha512, context, name, password),
        ["CRAM-MD5"] = static (context, name, password) =>
            new(new CramMd5Mechanism(Recoverable, static () => Challenge).Start(context), $"{name} {CramMd5Tests.Digest(password, Challenge)}"),
        ["GSSAPI"] = static (context, name, password) => new(new GssapiMechanism("EXAMPLE.ORG", () => new Ticket(Proven(name, password))).Start(context), Kerberos),
        ["EXTERNAL"] = static (context, name, password) => new(new ExternalMechanism(CertificateOf(Proven(name, password))).Start(context with { Tls = new Channel() }), ""),
        ["OAUTHBEARER"] = static (context, name, password) =>
            new(new OAuthBearerMechanism(new Tokens(), new OAuthAdvice("", "")).Start(context), $"n,a={name},\u0001auth=Bearer {password}\u0001\u0001"),
        ["XOAUTH2"] = static (context, name, password) =>
            new(new XOAuth2Mechanism(new Tokens(), new OAuthAdvice("", "")).Start(context), $"user={name}\u0001auth=Bearer {password}\u0001\u0001"),
    };

    private readonly TestAccounts _accounts = new();

    public MechanismThrottleTests()
    {
        AccountCredentials ali = _accounts.Add("ali", PasswordSet.Parse([]).WithOwn("sesam"u8, new PasswordPolicy { Iterations = 4096 }));
        _accounts.Replace(ali with { Verifiers = [.. ali.Verifiers, Recoverable.Seal(ali.AccountId, "sesam"u8)] });
        _accounts.Add("off", "sesam", isDisabled: true);
    }

    public static TheoryData<string> Mechanisms => [.. Guesses.Keys];

    public void Dispose() => _accounts.Dispose();

    /// <summary>All but ANONYMOUS, which nobody can fail at.</summary>
    [Fact]
    public void Each_mechanism_is_tried()
    {
        string[] there = [.. typeof(ISaslMechanism).Assembly.GetTypes()
            .Where(static type => type.IsClass && type.IsAssignableTo(typeof(ISaslMechanism)))
            .Select(static type => type.Name.Replace("Mechanism", "", StringComparison.Ordinal).ToUpperInvariant())
            .Where(static name => name != "ANONYMOUS")];
        Assert.NotEmpty(there);
        Assert.All(there, static name => Assert.Contains(Guesses.Keys, tried => tried.Replace("-", "", StringComparison.Ordinal).StartsWith(name, StringComparison.Ordinal)));
    }

    /// <summary>An account that is there, one that is not, one that is disabled: the same seconds, the same words.</summary>
    [Theory, MemberData(nameof(Mechanisms))]
    public async Task Each_failure_costs_twice_the_last_whether_or_not_there_is_an_account(string mechanism)
    {
        List<string> said = [];
        foreach ((string name, string password, string address) in ((string, string, string)[])[
            ("ali", "wrong", "192.0.2.10"), ("nobody", "sesam", "192.0.2.11"), ("off", "wrong", "192.0.2.12")])
        {
            List<int> waited = [];
            for (int i = 0; i < 5; i++)
            {
                (int seconds, SaslStep end) = await GuessAsync(mechanism, name, password, IPAddress.Parse(address));
                Assert.Equal(AuthenticationFailure.Credentials, end.Result!.Failure);
                waited.Add(seconds);
                said.Add(Encoding.UTF8.GetString(end.Data.Span));
            }

            Assert.Equal([2, 4, 8, 15, 15], waited);
        }

        Assert.Single(said.Distinct());
    }

    /// <summary>What a client must not learn, an administrator may: who proved to be somebody and stays out all the same, and why a proof that is no password was not taken.</summary>
    [Theory]
    [InlineData("PLAIN", "ali", "wrong", null)]
    [InlineData("PLAIN", "nobody", "sesam", null)]
    [InlineData("PLAIN", "off", "wrong", null)]
    [InlineData("PLAIN", "off", "sesam", "the account is disabled")]
    [InlineData("SCRAM-SHA-256", "off", "sesam", "the account is disabled")]
    [InlineData("GSSAPI", "off", "sesam", "the account is disabled")]
    [InlineData("GSSAPI", "nobody", "sesam", "no account has this name")]
    [InlineData("EXTERNAL", "off", "sesam", "the account is disabled")]
    [InlineData("EXTERNAL", "nobody", "sesam", "the certificate is no account's")]
    [InlineData("XOAUTH2", "ali", "sesam", "the token is not taken: it is none")]
    public async Task The_log_is_told_more_than_the_client(string mechanism, string name, string password, string? detail)
    {
        (_, SaslStep end) = await GuessAsync(mechanism, name, password, TestAccounts.Elsewhere);
        Assert.Equal((AuthenticationFailure.Credentials, detail), (end.Result!.Failure, end.Result.Detail));
    }

    /// <summary>An attacker with a network of his own (2^64 addresses of IPv6) is one attacker; with many, he is slowed by the account.</summary>
    [Theory, MemberData(nameof(Mechanisms))]
    public async Task Neither_another_address_nor_another_name_is_a_fresh_start(string mechanism)
    {
        int[] waited =
        [
            (await GuessAsync(mechanism, "ali", "wrong", IPAddress.Parse("2001:db8:1:2::1"))).Seconds,
            (await GuessAsync(mechanism, "other", "wrong", IPAddress.Parse("2001:db8:1:2:ffff:ffff:ffff:ffff"))).Seconds,
            (await GuessAsync(mechanism, "ali", "wrong", IPAddress.Parse("2001:db8:1:3::1"))).Seconds,
        ];
        Assert.Equal([2, 4, 4], waited);
    }

    /// <summary>However many guess at once: the owner gets in, from where he came before without a wait, from elsewhere within 15 seconds.</summary>
    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    [InlineData("CRAM-MD5")]
    [InlineData("GSSAPI")]
    [InlineData("EXTERNAL")]
    public async Task The_owner_is_never_locked_out(string mechanism)
    {
        Assert.Equal(0, (await GuessAsync(mechanism, "ali", "sesam", TestAccounts.Home)).Seconds);
        for (int guess = 0; guess < 1000; guess++)
        {
            _accounts.Throttle.Failed(TestAccounts.Elsewhere, "ali");
        }

        (int seconds, SaslStep end) = await GuessAsync(mechanism, "ali", "sesam", TestAccounts.Home);
        Assert.Equal((0, true), (seconds, end.Result!.IsSuccess));
        for (int guess = 0; guess < 1000; guess++)
        {
            _accounts.Throttle.Failed(TestAccounts.Elsewhere, "ali");
        }

        (seconds, end) = await GuessAsync(mechanism, "ali", "sesam", IPAddress.Parse("203.0.113.5"));
        Assert.Equal((15, true), (seconds, end.Result!.IsSuccess));
    }

    private SaslContext Context(IPAddress from) => new(_accounts.Authenticator, new(from, LoginServices.Imap), IsConfidential: true);

    private Task<(int Seconds, SaslStep End)> GuessAsync(string mechanism, string name, string password, IPAddress from) =>
        _accounts.LateAsync(Guesses[mechanism](Context(from), name, password).RunAsync());

    // A ticket or a certificate proves a name: one that is wrong is good, and of somebody who has no account.
    private static string Proven(string name, string password) => password == "sesam" ? name : $"{name}.{password}";

    private static ClientCertificates CertificateOf(string name) => ClientCertificates.Load(
        new() { Accounts = new Dictionary<string, string> { [Certificate.GetCertHashString(HashAlgorithmName.SHA256)] = name } }, TimeProvider.System);

    /// <summary>One whole exchange: what the client says in turn, or what a SCRAM client makes of what it hears.</summary>
    private sealed class Guess(ISaslExchange exchange, params string[] messages)
    {
        private readonly ScramClient? _scram;

        public Guess(ScramHash hash, SaslContext context, string name, string password)
            : this(new ScramMechanism(hash, binds: false, isBindingOffered: false).Start(context)) => _scram = new ScramClient(hash, name, password);

        public async Task<SaslStep> RunAsync()
        {
            if (_scram is not null)
            {
                SaslStep first = await exchange.NextAsync(_scram.First(), default);
                return await exchange.NextAsync(_scram.Final(first.Data.Span).Message, default);
            }

            SaslStep step = await exchange.NextAsync(null, default);
            foreach (string message in messages)
            {
                Assert.Null(step.Result);
                step = await exchange.NextAsync(Encoding.Latin1.GetBytes(message), default);
            }

            return step;
        }
    }

    private sealed class Tokens : ITokenVerifier
    {
        public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(TokenVerdict.Refused("it is none"));
    }

    /// <summary>A context that stands with the first token, and wraps nothing.</summary>
    private sealed class Ticket(string user) : IKerberosContext
    {
        public string Principal => $"{user}@EXAMPLE.ORG";

        public bool TryAccept(ReadOnlySpan<byte> token, out byte[] answer, out bool isComplete)
        {
            answer = [];
            return isComplete = true;
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

    private sealed class Channel : ITlsChannel
    {
        public bool CanBind => false;

        public X509Certificate2? ClientCertificate => Certificate;

        public bool TryGetBinding(string type, [NotNullWhen(true)] out byte[]? binding)
        {
            binding = null;
            return false;
        }
    }
}

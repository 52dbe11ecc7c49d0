using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Postroom.Security.Tests;

public sealed class ScramTests : IDisposable
{
    private readonly TestAccounts _accounts = new();

    public ScramTests() => _accounts.Add("user", PasswordSet.Parse([]).WithOwn("pencil"u8, new PasswordPolicy { Iterations = 4096 }));

    public void Dispose() => _accounts.Dispose();

    public static TheoryData<string> Hashes => [.. ScramHash.All.Select(static hash => hash.Mechanism)];

    /// <summary>RFC 5802 §5 and RFC 7677 §3: the messages, octet for octet.</summary>
    [Theory]
    [InlineData("SCRAM-SHA-1", "QSXCR+Q6sek8bf92", "3rfcNHYJY1ZVvWVs7j", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")]
    [InlineData("SCRAM-SHA-256", "W22ZaJ0SNY7soEsUEjb6gQ==", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    public async Task The_rfcs_examples(string name, string salt, string serverNonce, string first, string serverFirst, string final, string serverFinal)
    {
        Assert.True(ScramHash.TryFind(name, out ScramHash? hash));
        _accounts.Add("user", [ScramVerifier.Derive(hash, "pencil"u8, Convert.FromBase64String(salt), 4096).ToText()]);
        ISaslExchange exchange = new ScramMechanism(hash, binds: false, isBindingOffered: true, () => serverNonce).Start(Context());
        Assert.Equal("", Text(await exchange.NextAsync(null, default))); // the client speaks first
        Assert.Equal(serverFirst, Text(await exchange.NextAsync(Encoding.ASCII.GetBytes(first), default)));
        SaslStep end = await exchange.NextAsync(Encoding.ASCII.GetBytes(final), default);
        Assert.Equal((serverFinal, "user"), (Text(end), end.Result!.Name));
    }

    [Theory, MemberData(nameof(Hashes))]
    public async Task A_client_is_let_in_and_hears_the_servers_proof(string name)
    {
        ScramHash hash = Find(name);
        SaslConversation conversation = Converse(hash);
        var client = new ScramClient(hash, "user", "pencil");
        SaslReply reply = await conversation.StartAsync(Base64(client.First()));
        (byte[] final, string proof) = client.Final(Decode(reply));
        reply = await conversation.ContinueAsync(Base64(final));
        Assert.Equal((SaslReplyKind.Challenge, proof), (reply.Kind, Encoding.ASCII.GetString(Decode(reply)))); // IMAP's success carries no data
        reply = await conversation.ContinueAsync(default);
        Assert.Equal((SaslReplyKind.Succeeded, "user"), (reply.Kind, reply.Result!.Name));
    }

    /// <summary>Wrong password, unknown name, disabled account: the same words, and the same time. Without the last message, which RFC 5802 §5.1 ("e") lets a
    /// server leave out.</summary>
    [Theory]
    [InlineData("user", "pen")]
    [InlineData("nobody", "pencil")]
    [InlineData("off", "sesam")]
    public async Task All_else_fails_alike(string name, string password)
    {
        _accounts.Add("off", "sesam", isDisabled: true);
        var client = new ScramClient(ScramHash.Sha256, name, password);
        SaslConversation conversation = Converse(ScramHash.Sha256);
        SaslReply reply = await conversation.StartAsync(Base64(client.First()));
        Assert.Matches("^r=[!-+--~]+,s=[A-Za-z0-9+/=]{24},i=[0-9]+$", Encoding.ASCII.GetString(Decode(reply)));
        (int seconds, reply) = await _accounts.LateAsync(conversation.ContinueAsync(Base64(client.Final(Decode(reply)).Message)).AsTask());
        Assert.Equal((2, SaslReplyKind.Failed, AuthenticationFailure.Credentials), (seconds, reply.Kind, reply.Result!.Failure));
        Assert.True(reply.Challenge.IsEmpty);
    }

    [Fact]
    public async Task An_application_password_is_found_by_its_proof()
    {
        _accounts.Add("user", _accounts.PasswordsOf("user").WithApp(new("7", "phone", LoginServices.Imap, default), "phone-secret"u8, new() { Iterations = 4096 })
            .WithApp(new("8", "mailer", LoginServices.Submission, default), "mailer-secret"u8, new() { Iterations = 4096 }));
        Assert.Equal("7", (await LogInAsync("phone-secret")).Result!.AppPassword);
        Assert.Null((await LogInAsync("pencil")).Result!.AppPassword);
        Assert.Equal(AuthenticationFailure.Credentials, (await LogInAsync("mailer-secret")).Result!.Failure); // not for IMAP
    }

    [Fact]
    public async Task Acting_as_another_needs_leave()
    {
        _accounts.Add("team", "other");
        SaslStep refused = await LogInAsync("pencil", header: "n,a=team,");
        Assert.Equal((AuthenticationFailure.Authorization, ""), (refused.Result!.Failure, Text(refused)));
        _accounts.MayActAs.Add(("user", "team"));
        Assert.Equal("team", (await LogInAsync("pencil", header: "n,a=team,")).Result!.Name);
        Assert.Equal("user", (await LogInAsync("pencil", header: "n,a=user,")).Result!.Name);
    }

    [Fact]
    public async Task Names_with_commas_and_equals_signs_are_escaped()
    {
        _accounts.Add("a,b=c", _accounts.PasswordsOf("user"));
        Assert.Equal("a,b=c", (await LogInAsync("pencil", name: "a=2Cb=3Dc")).Result!.Name);
    }

    /// <summary>RFC 5802 §6, RFC 5929, RFC 9266.</summary>
    [Theory]
    [InlineData("tls-exporter")]
    [InlineData("tls-server-end-point")]
    public async Task A_bound_exchange_lets_in_over_its_own_channel_only(string type)
    {
        var channel = new Channel();
        byte[] binding = Encoding.ASCII.GetBytes(type + " of this channel");
        SaslStep step = await LogInAsync("pencil", header: $"p={type},,", channel: channel, binding: binding);
        Assert.True(step.Result!.IsSuccess);
        step = await LogInAsync("pencil", header: $"p={type},,", channel: channel, binding: [.. binding.Reverse()]);
        Assert.Equal((AuthenticationFailure.Credentials, "e=channel-bindings-dont-match"), (step.Result!.Failure, Text(step)));
        step = await LogInAsync("pencil", header: $"p={type},,", channel: channel); // the name of the type and nothing behind it
        Assert.Equal("e=channel-bindings-dont-match", Text(step));
    }

    [Fact]
    public async Task A_binding_type_that_is_not_to_be_had_is_refused() =>
        Assert.Equal("e=unsupported-channel-binding-type", Text(await LogInAsync("pencil", header: "p=tls-unique,,", channel: new Channel(), binding: [1])));

    /// <summary>RFC 5802 §6: "y" says that the client saw no -PLUS. Where there is one, somebody took it out of what it saw.</summary>
    [Theory]
    [InlineData("y,,", true, true, "e=server-does-support-channel-binding")]
    [InlineData("n,,", true, true, null)] // it cannot bind
    [InlineData("y,,", false, true, null)] // this connection cannot
    [InlineData("y,,", true, false, null)] // -PLUS is switched off
    public async Task A_downgrade_is_noticed(string header, bool isTls, bool isOffered, string? error)
    {
        SaslStep step = await LogInAsync("pencil", header: header, channel: isTls ? new Channel() : null, binds: false, isOffered: isOffered);
        Assert.Equal(error is null, step.Result!.IsSuccess);
        Assert.True(error is null || Text(step) == error);
    }

    /// <summary>The flag is part of what is proven: changed on the way, nothing fits any more.</summary>
    [Fact]
    public async Task A_flag_that_was_changed_on_the_way_does_not_match()
    {
        ISaslExchange exchange = new ScramMechanism(ScramHash.Sha256, binds: false, isBindingOffered: true).Start(Context());
        var client = new ScramClient(ScramHash.Sha256, "user", "pencil") { Header = "y,," };
        byte[] changed = client.First();
        changed[0] = (byte)'n';
        SaslStep step = await exchange.NextAsync(changed, default);
        (_, step) = await _accounts.LateAsync(exchange.NextAsync(client.Final(step.Data.Span).Message, default).AsTask());
        Assert.Equal("e=channel-bindings-dont-match", Text(step));
    }

    [Fact]
    public async Task A_demanded_extension_is_refused_and_an_optional_one_passed_over()
    {
        ISaslExchange exchange = new ScramMechanism(ScramHash.Sha256, binds: false, isBindingOffered: true).Start(Context());
        (_, SaslStep step) = await _accounts.LateAsync(exchange.NextAsync("n,,m=x,n=user,r=abc"u8.ToArray(), default).AsTask());
        Assert.Equal("e=extensions-not-supported", Text(step));
        exchange = new ScramMechanism(ScramHash.Sha256, binds: false, isBindingOffered: true).Start(Context());
        Assert.StartsWith("r=abc", Text(await exchange.NextAsync("n,,n=user,r=abc,t=later"u8.ToArray(), default)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("n,,")]
    [InlineData("n,,n=user")]
    [InlineData("n,,r=abc,n=user")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,n=us=er,r=abc")] // "=" not followed by 2C or 3D
    [InlineData("n,,n=us=2cer,r=abc")]
    [InlineData("n,,n=user=,r=abc")]
    [InlineData("n,,n=user,r=a\u0001c")]
    [InlineData("n,,n=us\0er,r=abc")]
    [InlineData("n,,n=user,r=abc,")]
    [InlineData("n,,n=user,r=abc,x")]
    [InlineData("n,,n=user,r=abc,1=x")]
    [InlineData("n,team,n=user,r=abc")]
    [InlineData("n,a=,n=user,r=abc")]
    [InlineData("x,,n=user,r=abc")]
    [InlineData("F,n,,n=user,r=abc")] // GS2's non-standard flag is not for SASL
    [InlineData("p=,,n=user,r=abc")]
    [InlineData("p=tls_exporter,,n=user,r=abc")]
    [InlineData("p=tls-exporter,,n=user,r=abc")] // -PLUS alone takes it
    public async Task A_first_message_of_another_shape_is_malformed(string message)
    {
        ISaslExchange exchange = new ScramMechanism(ScramHash.Sha256, binds: false, isBindingOffered: true).Start(Context());
        Assert.True((await exchange.NextAsync(Encoding.UTF8.GetBytes(message), default)).IsMalformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c=biws,r={nonce}")]
    [InlineData("c=,r={nonce},p=AAAA")]
    [InlineData("c=bi ws,r={nonce},p=AAAA")]
    [InlineData("c=biws,r={nonce},p=")]
    [InlineData("c=biws,r={nonce},p=???")]
    [InlineData("c=biws,r={nonce},p=AAAA,x=y")] // the proof is the last
    [InlineData("r={nonce},c=biws,p=AAAA")]
    [InlineData("c=biws,r={nonce},xyz,p=AAAA")]
    [InlineData("c=biws,r=\u00E9,p=AAAA")]
    public async Task A_final_message_of_another_shape_is_malformed(string message)
    {
        ISaslExchange exchange = new ScramMechanism(ScramHash.Sha256, binds: false, isBindingOffered: true).Start(Context());
        string nonce = Text(await exchange.NextAsync("n,,n=user,r=abc"u8.ToArray(), default)).Split(',')[0][2..];
        SaslStep step = await exchange.NextAsync(Encoding.UTF8.GetBytes(message.Replace("{nonce}", nonce, StringComparison.Ordinal)), default);
        Assert.True(step.IsMalformed);
    }

    [Fact]
    public async Task Another_nonce_is_refused()
    {
        ISaslExchange exchange = new ScramMechanism(ScramHash.Sha256, binds: false, isBindingOffered: true).Start(Context());
        var client = new ScramClient(ScramHash.Sha256, "user", "pencil");
        SaslStep step = await exchange.NextAsync(client.First(), default);
        byte[] replayed = client.Final(step.Data.Span, without: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j").Message;
        (_, step) = await _accounts.LateAsync(exchange.NextAsync(replayed, default).AsTask());
        Assert.Equal(("e=other-error", false), (Text(step), step.Result!.IsSuccess));
    }

    [Fact]
    public void The_binding_forms_are_offered_where_a_channel_can_be_bound_to()
    {
        string[] without = [.. SaslRegistry.Default.Offered(Context()).Select(static mechanism => mechanism.Name)];
        Assert.Equal(["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"], without);
        string[] with = [.. SaslRegistry.Default.Offered(Context() with { Tls = new Channel() }).Select(static mechanism => mechanism.Name)];
        Assert.Equal(
            ["SCRAM-SHA-512-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", "PLAIN", "LOGIN"], with);
    }

    private SaslContext Context() => new(_accounts.Authenticator, new(TestAccounts.Home, LoginServices.Imap), IsConfidential: true);

    private SaslConversation Converse(ScramHash hash) => new(new ScramMechanism(hash, binds: false, isBindingOffered: true), Context());

    private async Task<SaslStep> LogInAsync(
        string password, string name = "user", string header = "n,,", ITlsChannel? channel = null, byte[]? binding = null, bool? binds = null, bool isOffered = true)
    {
        ISaslExchange exchange = new ScramMechanism(ScramHash.Sha256, binds ?? header[0] == 'p', isOffered).Start(Context() with { Tls = channel });
        var client = new ScramClient(ScramHash.Sha256, name, password) { Header = header, Binding = binding ?? [] };
        (_, SaslStep step) = await _accounts.LateAsync(exchange.NextAsync(client.First(), default).AsTask());
        if (step.Result is null)
            (_, step) = await _accounts.LateAsync(exchange.NextAsync(client.Final(step.Data.Span).Message, default).AsTask());
        return step;
    }

    private static ScramHash Find(string name) => ScramHash.TryFind(name, out ScramHash? hash) ? hash : throw new ArgumentException("no such hash", nameof(name));

    private static string Text(SaslStep step) => Encoding.UTF8.GetString(step.Data.Span);

    private static byte[] Decode(SaslReply reply) => Convert.FromBase64String(Encoding.ASCII.GetString(reply.Challenge.Span));

    private static byte[] Base64(byte[] message) => Encoding.ASCII.GetBytes(Convert.ToBase64String(message));

    private sealed class Channel : ITlsChannel
    {
        public bool CanBind => true;

        public X509Certificate2? ClientCertificate => null;

        public bool TryGetBinding(string type, [NotNullWhen(true)] out byte[]? binding)
        {
            binding = type is "tls-exporter" or "tls-server-end-point" ? Encoding.ASCII.GetBytes(type + " of this channel") : null;
            return binding is not null;
        }
    }
}

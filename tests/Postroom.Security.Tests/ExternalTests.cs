using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Postroom.Security.Tests;

/// <summary>EXTERNAL (RFC 4422 appendix A) over a connection that shows a certificate.</summary>
public sealed class ExternalTests : IDisposable
{
    private readonly TestAccounts _accounts = new();
    private readonly X509Certificate2 _certificate = TestAuthority.SelfMade("x@example.org");

    public ExternalTests()
    {
        _accounts.Add("ali", []); // it has no password
        _accounts.Add("bea", "sesam");
        _accounts.Add("off", "sesam", isDisabled: true);
    }

    public void Dispose()
    {
        _accounts.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task A_certificate_lets_in_as_its_account()
    {
        using SaslConversation conversation = new(Mechanism("ali"), Context(_certificate));
        Assert.Equal(SaslReplyKind.Challenge, (await conversation.StartAsync(null)).Kind);
        SaslReply reply = await conversation.ContinueAsync(Array.Empty<byte>());
        Assert.Equal((SaslReplyKind.Succeeded, "ali"), (reply.Kind, reply.Result!.Name));
        Assert.Equal("ali", (await RunAsync("ali", "")).Result!.Name);
        Assert.Equal("ali", (await RunAsync("ali", "Ali")).Result!.Name);
    }

    /// <summary>Between the proof and the session, which whoever takes a certificate back finds only then.</summary>
    [Fact]
    public async Task A_login_is_not_current_when_its_certificate_was_taken_back_meanwhile()
    {
        ClientCertificates certificates = ClientCertificates.Load(Pinned("ali"), TimeProvider.System);
        SaslStep step = await new ExternalMechanism(certificates).Start(Context(_certificate)).NextAsync(Array.Empty<byte>(), default);
        Assert.True(await _accounts.Authenticator.IsCurrentAsync(step.Result!, default));
        certificates.Reload(Pinned("bea"));
        Assert.False(await _accounts.Authenticator.IsCurrentAsync(step.Result!, default));
    }

    [Fact]
    public async Task Acting_as_another_needs_leave()
    {
        Assert.Equal(AuthenticationFailure.Authorization, (await RunAsync("ali", "bea")).Result!.Failure);
        _accounts.MayActAs.Add(("ali", "bea"));
        Assert.Equal("bea", (await RunAsync("ali", "bea")).Result!.Name);
    }

    [Fact]
    public void It_is_there_only_for_whom_a_certificate_speaks()
    {
        Assert.True(Mechanism("ali").IsPossible(Context(_certificate)));
        Assert.False(Mechanism("").IsPossible(Context(_certificate)));
        Assert.False(Mechanism("ali").IsPossible(Context(null)));
        Assert.False(Mechanism("ali").IsPossible(Context(_certificate) with { Tls = null }));
    }

    /// <summary>Also by a door that has not asked whether it is possible.</summary>
    [Theory]
    [InlineData("nobody")]
    [InlineData("off")]
    [InlineData("")]
    public async Task All_else_fails_alike(string account)
    {
        (int seconds, SaslStep step) = await _accounts.LateAsync(
            Mechanism(account).Start(Context(_certificate)).NextAsync(Array.Empty<byte>(), default).AsTask());
        Assert.Equal((2, AuthenticationFailure.Credentials), (seconds, step.Result!.Failure));
    }

    [Fact]
    public async Task A_message_of_another_shape_is_malformed()
    {
        foreach (byte[] message in (byte[][])[[0], "ali\0"u8.ToArray(), [0xE9], new byte[1025]])
            Assert.True((await Mechanism("ali").Start(Context(_certificate)).NextAsync(message, default)).IsMalformed);
    }

    private Task<SaslStep> RunAsync(string account, string actAs) =>
        Mechanism(account).Start(Context(_certificate)).NextAsync(Encoding.UTF8.GetBytes(actAs), default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    private ExternalMechanism Mechanism(string account) => new(ClientCertificates.Load(Pinned(account), TimeProvider.System));

    private ClientCertificateSettings Pinned(string account) =>
        new() { Accounts = new Dictionary<string, string> { [_certificate.GetCertHashString(HashAlgorithmName.SHA256)] = account } };

    private SaslContext Context(X509Certificate2? shown) =>
        new(_accounts.Authenticator, new(TestAccounts.Home, LoginServices.Imap), IsConfidential: true) { Tls = new Channel(shown) };

    private sealed class Channel(X509Certificate2? shown) : ITlsChannel
    {
        public bool CanBind => false;

        public X509Certificate2? ClientCertificate => shown;

        public bool TryGetBinding(string type, [NotNullWhen(true)] out byte[]? binding)
        {
            binding = null;
            return false;
        }
    }
}

using System.Text;

namespace Postroom.Security.Tests;

public sealed class PlainTests : IDisposable
{
    private readonly TestAccounts _accounts = new();

    public PlainTests()
    {
        // RFC 4616 §4 and §5.
        _accounts.Add("tim", "tanstaaftanstaaf");
        _accounts.Add("kurt", "xipj3plmq");
        _accounts.Add("ursel", "x");
        _accounts.MayActAs.Add(("kurt", "ursel"));
    }

    public void Dispose() => _accounts.Dispose();

    /// <summary>RFC 4616 §4: both examples, once with and once without an initial response.</summary>
    [Theory]
    [InlineData("\0tim\0tanstaaftanstaaf", "tim", "tim")]
    [InlineData("Ursel\0Kurt\0xipj3plmq", "ursel", "kurt")]
    public async Task The_rfcs_examples_let_in(string message, string account, string loginName)
    {
        SaslReply reply = await Start().StartAsync(Base64(message));
        Assert.Equal(SaslReplyKind.Succeeded, reply.Kind);
        Assert.Equal((account, loginName), (reply.Result!.Name, reply.Result.LoginName));

        SaslConversation slow = Start();
        reply = await slow.StartAsync(null);
        Assert.Equal((SaslReplyKind.Challenge, 0), (reply.Kind, reply.Challenge.Length));
        reply = await slow.ContinueAsync(Base64(message));
        Assert.Equal(account, reply.Result!.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tim")]
    [InlineData("tim\0tanstaaftanstaaf")]
    [InlineData("\0\0tanstaaftanstaaf")]
    [InlineData("\0tim\0")]
    [InlineData("\0tim\0tanstaaf\0tanstaaf")]
    [InlineData("\0\0\0")]
    public async Task A_message_of_another_shape_is_malformed(string message)
    {
        ReadOnlyMemory<byte> text = message.Length == 0 ? "="u8.ToArray() : Base64(message);
        Assert.Equal(SaslReplyKind.Malformed, (await Start().StartAsync(text)).Kind);
    }

    [Fact]
    public async Task What_is_no_utf8_is_malformed()
    {
        byte[] message = [0, (byte)'t', 0xE9, 0, (byte)'x'];
        Assert.Equal(SaslReplyKind.Malformed, (await Start().StartAsync(Encoding.ASCII.GetBytes(Convert.ToBase64String(message)))).Kind);
    }

    [Theory]
    [InlineData("")] // "=" is how an empty initial response is sent (RFC 4959 §3)
    [InlineData("AHRpbQ")]
    [InlineData("AHRp bQ==")]
    [InlineData("AHRpbQ==\r\n")]
    [InlineData("====")]
    [InlineData("*")]
    public async Task What_is_no_base64_is_malformed(string text) =>
        Assert.Equal(SaslReplyKind.Malformed, (await Start().StartAsync(Encoding.ASCII.GetBytes(text))).Kind);

    [Fact]
    public async Task A_star_cancels()
    {
        SaslConversation conversation = Start();
        await conversation.StartAsync(null);
        Assert.Equal(SaslReplyKind.Cancelled, (await conversation.ContinueAsync("*"u8.ToArray())).Kind);
    }

    [Fact]
    public async Task A_wrong_password_fails_after_two_seconds()
    {
        Task<SaslReply> reply = Start().StartAsync(Base64("\0tim\0wrong")).AsTask();
        await _accounts.Time.WaitForTimersAsync(1);
        _accounts.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(reply.IsCompleted);
        _accounts.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((SaslReplyKind.Failed, AuthenticationFailure.Credentials), ((await reply).Kind, (await reply).Result!.Failure));
    }

    [Fact]
    public async Task Names_and_passwords_of_1024_octets_are_looked_at()
    {
        string name = new('n', 255);
        _accounts.Add(name, new string('p', 1024));
        Assert.Equal(SaslReplyKind.Succeeded, (await Start().StartAsync(Base64($"\0{name}\0{new string('p', 1024)}"))).Kind);
        Assert.Equal(SaslReplyKind.Malformed, (await Start().StartAsync(Base64($"\0{new string('n', 1025)}\0p"))).Kind);
    }

    [Fact]
    public void Plain_is_offered_only_where_nobody_can_listen()
    {
        Assert.Contains("PLAIN", SaslRegistry.Default.Offered(Context()).Select(static mechanism => mechanism.Name));
        Assert.Empty(SaslRegistry.Default.Offered(Context() with { IsConfidential = false }));
        Assert.True(SaslRegistry.Default.TryFind("plain", out _));
        Assert.False(SaslRegistry.Default.TryFind("PLAINER", out _));
        Assert.Throws<ArgumentException>(() => new SaslRegistry(new PlainMechanism(), new PlainMechanism()));
    }

    /// <summary>A mechanism whose success carries data, as SCRAM's does: IMAP sends it as a last challenge (RFC 4422 §4).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_of_a_success_reaches_the_client(bool carriesSuccessData)
    {
        var conversation = new SaslConversation(new DataMechanism(), Context(), carriesSuccessData);
        SaslReply reply = await conversation.StartAsync("="u8.ToArray());
        Assert.Equal("djE=", Encoding.ASCII.GetString(reply.Challenge.Span));
        if (!carriesSuccessData)
        {
            Assert.Equal(SaslReplyKind.Challenge, reply.Kind);
            reply = await conversation.ContinueAsync(default);
        }

        Assert.Equal((SaslReplyKind.Succeeded, "x"), (reply.Kind, reply.Result!.Name));
    }

    private SaslContext Context() => new(_accounts.Authenticator, new(TestAccounts.Home, LoginServices.Imap), IsConfidential: true);

    private SaslConversation Start() => new(new PlainMechanism(), Context());

    private static byte[] Base64(string message) => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(message)));

    private sealed class DataMechanism : ISaslMechanism, ISaslExchange
    {
        public string Name => "DATA";

        public ISaslExchange Start(SaslContext context) => this;

        public ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken) =>
            ValueTask.FromResult(SaslStep.End(new(AuthenticationFailure.None, Guid.NewGuid(), "x", "x"), "v1"u8.ToArray()));
    }
}

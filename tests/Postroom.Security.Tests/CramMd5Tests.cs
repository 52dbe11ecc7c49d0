using System.Security.Cryptography;
using System.Text;

namespace Postroom.Security.Tests;

public sealed class CramMd5Tests : IDisposable
{
    private const string Challenge = "<1896.697170952@postoffice.reston.mci.net>";

    private readonly TestAccounts _accounts = new();
    private readonly RecoverablePasswords _passwords = new(new byte[32]);

    public CramMd5Tests()
    {
        Keep("tim");
        _accounts.Replace(Keep("off") with { IsDisabled = true });
        _accounts.Add("without", "tanstaaftanstaaf");
    }

    public void Dispose() => _accounts.Dispose();

    /// <summary>RFC 2195 §2, octet for octet.</summary>
    [Fact]
    public async Task The_rfcs_example()
    {
        using SaslConversation conversation = new(Mechanism(), Context());
        Assert.Equal(
            "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+", Encoding.ASCII.GetString((await conversation.StartAsync(null)).Challenge.Span));
        SaslReply reply = await conversation.ContinueAsync("dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"u8.ToArray());
        Assert.Equal((SaslReplyKind.Succeeded, "tim"), (reply.Kind, reply.Result!.Name));
    }

    [Fact]
    public async Task Each_challenge_is_another_and_a_msg_id()
    {
        var mechanism = new CramMd5Mechanism(_passwords, TimeProvider.System);
        string[] challenges = new string[2];
        for (int i = 0; i < 2; i++)
            challenges[i] = Encoding.ASCII.GetString((await mechanism.Start(Context()).NextAsync(null, default)).Data.Span);
        Assert.All(challenges, static challenge => Assert.Matches("^<[0-9]{20}\\.[0-9]+@[a-z.]+>$", challenge));
        Assert.NotEqual(challenges[0], challenges[1]);
    }

    [Theory]
    [InlineData("tim", "wrong")]
    [InlineData("without", "tanstaaftanstaaf")]
    [InlineData("off", "tanstaaftanstaaf")]
    [InlineData("nobody", "tanstaaftanstaaf")]
    [InlineData("nobody", "nobody's")] // what is opened for those who have none
    [InlineData("without", "nobody's")]
    public async Task All_else_fails_alike(string name, string password)
    {
        (int seconds, SaslStep step) = await _accounts.LateAsync(AnswerAsync($"{name} {Digest(password)}"));
        Assert.Equal((2, AuthenticationFailure.Credentials), (seconds, step.Result!.Failure));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tim")]
    [InlineData(" b913a602c7eda7a495b4e6e7334d3890")]
    [InlineData("timb913a602c7eda7a495b4e6e7334d3890")]
    [InlineData("tim b913a602c7eda7a495b4e6e7334d389")]
    [InlineData("tim B913A602C7EDA7A495B4E6E7334D3890")]
    [InlineData("tim b913a602c7eda7a495b4e6e7334d389g")]
    [InlineData("tim b913a602c7eda7a495b4e6e7334d3890 ")]
    [InlineData("t\u00EDm b913a602c7eda7a495b4e6e7334d3890")] // no UTF-8
    public async Task A_message_of_another_shape_is_malformed(string message) => Assert.True((await AnswerAsync(message)).IsMalformed);

    [Fact]
    public async Task A_name_that_is_too_long_and_an_initial_response_are_malformed()
    {
        Assert.True((await AnswerAsync($"{new string('a', 1025)} {Digest("x")}")).IsMalformed);
        Assert.True((await Mechanism().Start(Context()).NextAsync(Encoding.ASCII.GetBytes($"tim {Digest("tanstaaftanstaaf")}"), default)).IsMalformed);
        Assert.True((await Mechanism().Start(Context()).NextAsync(Array.Empty<byte>(), default)).IsMalformed);
    }

    [Fact]
    public void What_is_kept_is_no_others_and_under_no_other_secret()
    {
        Guid account = Guid.NewGuid();
        string kept = _passwords.Seal(account, "tanstaaftanstaaf"u8);
        Assert.True(_passwords.TryOpen(account, kept, out byte[]? opened));
        Assert.Equal("tanstaaftanstaaf", Encoding.ASCII.GetString(opened));
        Assert.NotEqual(kept, _passwords.Seal(account, "tanstaaftanstaaf"u8));
        Assert.DoesNotContain("tanstaaf", kept, StringComparison.Ordinal);
        Assert.False(_passwords.TryOpen(Guid.NewGuid(), kept, out _));
        Assert.False(new RecoverablePasswords([1, .. new byte[31]]).TryOpen(account, kept, out _));
        foreach (string damaged in (string[])[kept[..^4], kept[..^8] + "AAAAAAA=", "CRAM-MD5$", "CRAM-MD5$AAAA", "CRAM-MD5$?", "other", kept.ToLowerInvariant()])
            Assert.False(_passwords.TryOpen(account, damaged, out _));
    }

    /// <summary>A new password would leave the old one in force for this mechanism.</summary>
    [Fact]
    public void A_new_password_forgets_what_was_kept_of_the_old_one()
    {
        string kept = _passwords.Seal(Guid.Empty, "x"u8);
        PasswordSet passwords = PasswordSet.Parse(["future scheme"]).WithOwn("old"u8, new PasswordPolicy()).WithRecoverable(kept);
        Assert.Equal(kept, PasswordSet.Parse(passwords.ToTexts()).Recoverable);
        PasswordSet renewed = passwords.WithOwn("new"u8, new PasswordPolicy());
        Assert.Null(renewed.Recoverable);
        Assert.Contains("future scheme", renewed.ToTexts());
        Assert.True(renewed.IsOwn("new"u8));
        Assert.False(renewed.IsOwn("old"u8));
        Assert.False(PasswordSet.Parse([]).IsOwn("new"u8));
        Assert.Null(passwords.WithRecoverable(null).Recoverable);
        Assert.Single(passwords.WithRecoverable(kept).ToTexts(), text => text == kept);
    }

    private AccountCredentials Keep(string name)
    {
        AccountCredentials account = _accounts.Add(name, "tanstaaftanstaaf");
        return _accounts.Replace(account with { Verifiers = [.. account.Verifiers, _passwords.Seal(account.AccountId, "tanstaaftanstaaf"u8)] });
    }

    private async Task<SaslStep> AnswerAsync(string message)
    {
        ISaslExchange exchange = Mechanism().Start(Context());
        await exchange.NextAsync(null, default);
        return await exchange.NextAsync(Encoding.Latin1.GetBytes(message), default);
    }

    private CramMd5Mechanism Mechanism() => new(_passwords, static () => Challenge);

    private SaslContext Context() => new(_accounts.Authenticator, new(TestAccounts.Home, LoginServices.Imap), IsConfidential: true);

    private static string Digest(string password) => Digest(password, Challenge);

#pragma warning disable CA5351 // the mechanism's
    internal static string Digest(string password, string challenge) => Convert.ToHexStringLower(HMACMD5.HashData(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(challenge)));
#pragma warning restore CA5351
}

using System.Text;

namespace Postroom.Security.Tests;

public sealed class LoginMechanismTests : IDisposable
{
    private readonly TestAccounts _accounts = new();

    public LoginMechanismTests() => _accounts.Add("tim", "tanstaaftanstaaf");

    public void Dispose() => _accounts.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Name_and_password_are_asked_for(bool hasInitialResponse)
    {
        ISaslExchange exchange = Start();
        if (!hasInitialResponse)
            Assert.Equal("Username:", Text(await exchange.NextAsync(null, default)));
        Assert.Equal("Password:", Text(await exchange.NextAsync("tim"u8.ToArray(), default)));
        Assert.Equal("tim", (await exchange.NextAsync("tanstaaftanstaaf"u8.ToArray(), default)).Result!.Name);
    }

    [Theory]
    [InlineData("tim", "wrong")]
    [InlineData("tim", "")]
    [InlineData("nobody", "tanstaaftanstaaf")]
    public async Task All_else_fails_alike(string name, string password)
    {
        ISaslExchange exchange = Start();
        Assert.Equal("Password:", Text(await exchange.NextAsync(Encoding.ASCII.GetBytes(name), default)));
        (int seconds, SaslStep step) = await _accounts.LateAsync(exchange.NextAsync(Encoding.ASCII.GetBytes(password), default).AsTask());
        Assert.Equal((2, AuthenticationFailure.Credentials), (seconds, step.Result!.Failure));
    }

    [Fact]
    public async Task A_name_that_is_none_is_malformed()
    {
        Assert.True((await Start().NextAsync(Array.Empty<byte>(), default)).IsMalformed);
        Assert.True((await Start().NextAsync(new byte[] { 0xE9 }, default)).IsMalformed);
        Assert.True((await Start().NextAsync(new byte[1025], default)).IsMalformed);
    }

    private ISaslExchange Start() =>
        new LoginMechanism().Start(new(_accounts.Authenticator, new(TestAccounts.Home, LoginServices.Imap), IsConfidential: true));

    private static string Text(SaslStep step) => Encoding.ASCII.GetString(step.Data.Span);
}

using System.Text;

namespace Postroom.Security.Tests;

/// <summary>Passwords with which attackers begin (RFC 9051 §11.7).</summary>
public sealed class WeakPasswordTests
{
    [Theory]
    [InlineData("123456")]
    [InlineData("PassWord")]
    [InlineData("secret")]
    [InlineData("1q2w3e4r5t")]
    [InlineData("p@ssw0rd")]
    [InlineData("Password2026!")]
    [InlineData("P@ssw0rd1")]
    [InlineData("Summer2026!")] // a season and a year pass the usual rules for passwords
    [InlineData("Monday-01")]
    [InlineData("welcome123")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcdefghijkl")]
    [InlineData("9876543210")]
    [InlineData("olive.oyl@example.org")]
    [InlineData("Example2026")]
    [InlineData("olive1")]
    public void What_attackers_try_first_is_known(string password) =>
        Assert.True(WeakPasswords.IsWellKnown(Encoding.UTF8.GetBytes(password), "olive.oyl@example.org"));

    [Theory]
    [InlineData("wandering otter")]
    [InlineData("tarantula-42")] // a word, but nobody tries it on everybody
    [InlineData("Gr\u00fcnkohl7")]
    [InlineData("k3vf9$kx")]
    [InlineData("passwordless-otter")]
    [InlineData("dragon-98765432")] // too long an end to be tried on everybody
    [InlineData("orgorgor")] // no part of the name
    public void What_they_do_not_is_not(string password) =>
        Assert.False(WeakPasswords.IsWellKnown(Encoding.UTF8.GetBytes(password), "olive.oyl@example.org"));

    [Theory]
    [InlineData("otter7", "The password is shorter than 8 characters.")]
    [InlineData("\u00fc\u00fc\u00fc\u00fc\u00fc\u00e4\u00e4", "The password is shorter than 8 characters.")] // 14 octets
    [InlineData("trustno1", "The password is one of those that attackers try first, or made from one: take another.")]
    [InlineData("wandering", null)]
    public void A_new_one_is_neither_short_nor_well_known(string password, string? why) =>
        Assert.Equal(why, WeakPasswords.WhyRefused(Encoding.UTF8.GetBytes(password), "olive"));

    [Fact]
    public void Every_length_is_looked_at_and_none_is_a_fault()
    {
        Assert.False(WeakPasswords.IsWellKnown([], ""));
        for (int length = 0; length <= Password.MaxOctets; length++)
            Assert.False(WeakPasswords.IsWellKnown(Encoding.ASCII.GetBytes("x7" + new string('!', length)), ""));
    }

    [Fact]
    public async Task Who_has_one_is_blocked_with_it_and_counted_as_a_failure()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "trustno1");
        (int seconds, AuthenticationResult result) = await accounts.LogInLateAsync("ali", "trustno1");
        Assert.Equal((2, AuthenticationFailure.WellKnownPassword, Guid.Empty), (seconds, result.Failure, result.AccountId));
        Assert.Equal((4, AuthenticationFailure.WellKnownPassword), Of(await accounts.LogInLateAsync("ali", "trustno1"))); // and again: none is cached
    }

    [Fact]
    public async Task A_guess_that_is_wrong_and_a_disabled_account_are_told_what_all_others_are()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "wandering otter");
        accounts.Add("off", "trustno1", isDisabled: true);
        Assert.Equal((2, AuthenticationFailure.Credentials), Of(await accounts.LogInLateAsync("ali", "trustno1")));
        Assert.Equal(AuthenticationFailure.Credentials, (await accounts.LogInLateAsync("off", "trustno1")).Result.Failure);
        Assert.Equal(AuthenticationFailure.Credentials, (await accounts.LogInLateAsync("nobody", "trustno1")).Result.Failure);
    }

    private static (int Seconds, AuthenticationFailure Failure) Of((int Seconds, AuthenticationResult Result) login) => (login.Seconds, login.Result.Failure);
}

using System.Text;

namespace Postroom.Security.Tests;

/// <summary>Several passwords of one account, and what costs do over the years.</summary>
public sealed class AppPasswordTests : IDisposable
{
    private static readonly PasswordPolicy Cheap = new() { Iterations = 4096 };
    private static readonly AppPassword Phone = new("1", "my phone", LoginServices.Imap | LoginServices.Submission, new DateOnly(2026, 1, 2));
    private static readonly AppPassword Laptop = new("2", "laptop", LoginServices.All, new DateOnly(2026, 1, 3), new DateOnly(2026, 2, 1));

    private readonly TestAccounts _accounts = new();

    public void Dispose() => _accounts.Dispose();

    private static PasswordSet Three() => PasswordSet.Parse(["{SSHA}unknown"])
        .WithOwn("own"u8, Cheap).WithApp(Phone, "phone-secret"u8, Cheap).WithApp(Laptop, "laptop-secret"u8, Cheap);

    [Fact]
    public void All_share_one_salt_for_each_hash()
    {
        foreach (ScramHash hash in ScramHash.All)
        {
            IReadOnlyList<PasswordCandidate> candidates = Three().Candidates(hash);
            Assert.Equal(3, candidates.Count);
            Assert.All(candidates, candidate => Assert.True(candidate.Verifier.IsBeside(candidates[0].Verifier)));
        }
    }

    [Fact]
    public void What_is_written_is_read_the_same_and_no_password_is_in_it()
    {
        IReadOnlyList<string> texts = Three().ToTexts();
        PasswordSet read = PasswordSet.Parse(texts);
        Assert.Equal(texts, read.ToTexts());
        Assert.Equal([Phone, Laptop], read.Apps);
        Assert.True(read.HasOwn);
        Assert.Contains("{SSHA}unknown", texts); // what a later version wrote stays
        Assert.DoesNotContain(texts, static text => text.Contains("own\"", StringComparison.Ordinal) || text.Contains("secret", StringComparison.Ordinal));
        Assert.All(texts.Where(static text => text.StartsWith("APP ", StringComparison.Ordinal)), static text =>
        {
            for (int length = 0; length < text.Length; length++)
                Assert.False(StoredPassword.TryParseApp(text[..length], out StoredPassword? cut) && cut.Verifiers.Count == ScramHash.All.Count);
        });
    }

    [Theory]
    [InlineData("own")]
    [InlineData("phone-secret")]
    [InlineData("laptop-secret")]
    public async Task Each_lets_in_and_costs_one_computation(string password)
    {
        _accounts.Add("ali", Three());
        Assert.True((await _accounts.LogInAsync("ali", password)).IsSuccess);
        Assert.Equal(1, _accounts.Authenticator.Computed);
        Assert.True((await _accounts.LogInAsync("ali", password)).IsSuccess);
        Assert.Equal(1, _accounts.Authenticator.Computed);
    }

    [Fact]
    public async Task One_is_good_only_for_its_services()
    {
        _accounts.Add("ali", Three());
        foreach ((LoginServices service, bool isGood) in ((LoginServices, bool)[])[(LoginServices.Imap, true), (LoginServices.Submission, true), (LoginServices.Pop3, false)])
        {
            Task<AuthenticationResult> login = _accounts.Authenticator.CheckPasswordAsync(
                "ali", "", Encoding.ASCII.GetBytes("phone-secret"), new(TestAccounts.Home, service), default).AsTask();
            (int seconds, AuthenticationResult result) = await _accounts.LateAsync(login);
            // The cache of proven passwords, which the first one filled, must not let the third in.
            Assert.Equal((isGood ? 0 : 2, isGood), (seconds, result.IsSuccess));
            Assert.Equal(isGood ? AuthenticationFailure.None : AuthenticationFailure.Credentials, result.Failure);
        }
    }

    [Fact]
    public async Task A_revoked_one_lets_nobody_in_and_the_others_stay()
    {
        AccountCredentials ali = _accounts.Add("ali", Three());
        AuthenticationResult login = await _accounts.LogInAsync("ali", "phone-secret");
        Assert.Equal("1", login.AppPassword);
        Assert.True(await _accounts.Authenticator.IsCurrentAsync(login, default));
        await _accounts.ChangeAsync(ali.AccountId, static now => PasswordSet.Parse(now).WithoutApp("1").ToTexts());
        Assert.False(await _accounts.Authenticator.IsCurrentAsync(login, default));
        Assert.False((await _accounts.LogInLateAsync("ali", "phone-secret")).Result.IsSuccess);
        Assert.Null((await _accounts.LogInAsync("ali", "own")).AppPassword);
        Assert.Equal("2", (await _accounts.LogInAsync("ali", "laptop-secret")).AppPassword);
    }

    [Fact]
    public async Task A_new_password_of_the_accounts_own_leaves_those_of_applications()
    {
        AccountCredentials ali = _accounts.Add("ali", Three());
        await _accounts.ChangeAsync(ali.AccountId, static now => PasswordSet.Parse(now).WithOwn("new"u8, Cheap).ToTexts());
        Assert.False((await _accounts.LogInLateAsync("ali", "own")).Result.IsSuccess);
        Assert.True((await _accounts.LogInAsync("ali", "new")).IsSuccess);
        Assert.True((await _accounts.LogInAsync("ali", "phone-secret")).IsSuccess);
    }

    [Fact]
    public async Task The_day_of_the_last_use_is_noted_once_a_day()
    {
        _accounts.Add("ali", Three().WithApp(new("3", "tablet", LoginServices.All, default), "tablet-secret"u8, new PasswordPolicy()));
        var today = DateOnly.FromDateTime(_accounts.Time.GetUtcNow().UtcDateTime);
        for (int login = 0; login < 3; login++)
            Assert.True((await _accounts.LogInAsync("ali", "laptop-secret")).IsSuccess);
        Assert.Equal(today, _accounts.PasswordsOf("ali").Apps.Single(static app => app.Id == "2").LastUsed);
        Assert.Null(_accounts.PasswordsOf("ali").Apps.Single(static app => app.Id == "3").LastUsed);
        int changes = _accounts.Changes;
        Assert.True((await _accounts.LogInAsync("ali", "laptop-secret")).IsSuccess);
        Assert.Equal(changes, _accounts.Changes);
        _accounts.Time.Advance(TimeSpan.FromDays(1));
        Assert.True((await _accounts.LogInAsync("ali", "laptop-secret")).IsSuccess);
        Assert.Equal(today.AddDays(1), _accounts.PasswordsOf("ali").Apps.Single(static app => app.Id == "2").LastUsed);
    }

    /// <summary>The account was made by a Postroom that knew SHA-256 only, at 4,096 rounds; today's policy is 10,000 and three hashes.</summary>
    [Fact]
    public async Task A_password_that_is_seen_is_brought_up_to_the_policy()
    {
        _accounts.Add("ali", "sesam");
        Assert.True((await _accounts.LogInAsync("ali", "sesam")).IsSuccess);
        Assert.Equal(1, _accounts.Changes);
        foreach (ScramHash hash in ScramHash.All)
            Assert.Equal(10_000, Assert.Single(_accounts.PasswordsOf("ali").Candidates(hash)).Verifier.Iterations);
        Assert.True((await _accounts.LogInAsync("ali", "sesam")).IsSuccess);
        Assert.Equal(1, _accounts.Changes);
    }

    /// <summary>Until the last password was seen, all can still be used: the dearer verifiers stand beside the cheaper ones.</summary>
    [Fact]
    public async Task Costs_rise_when_the_last_password_was_seen()
    {
        _accounts.Add("ali", Three());
        foreach ((string password, int rounds) in ((string, int)[])[("own", 4096), ("phone-secret", 4096), ("laptop-secret", 10_000)])
        {
            Assert.True((await _accounts.LogInAsync("ali", password)).IsSuccess);
            foreach (ScramHash hash in ScramHash.All)
            {
                IReadOnlyList<PasswordCandidate> candidates = _accounts.PasswordsOf("ali").Candidates(hash);
                Assert.Equal(3, candidates.Count);
                Assert.All(candidates, candidate => Assert.Equal(rounds, candidate.Verifier.Iterations));
            }
        }

        foreach (string password in (string[])["own", "phone-secret", "laptop-secret"])
            Assert.True((await _accounts.LogInAsync("ali", password)).IsSuccess);
        Assert.False((await _accounts.LogInLateAsync("ali", "sesam")).Result.IsSuccess);
        Assert.Equal(3 * ScramHash.All.Count, _accounts.PasswordsOf("ali").ToTexts().Sum(static text => text.Split("SCRAM-").Length - 1));
    }

    [Fact]
    public async Task A_wrong_password_changes_nothing()
    {
        _accounts.Add("ali", "sesam");
        Assert.False((await _accounts.LogInLateAsync("ali", "wrong")).Result.IsSuccess);
        Assert.Equal(0, _accounts.Changes);
    }

    /// <summary>Failures are counted by account, whichever of its names a guesser uses.</summary>
    [Fact]
    public async Task An_alias_is_no_second_chance()
    {
        _accounts.Add("ali", "sesam");
        _accounts.AddAlias("ali@example.org", "ali");
        Assert.Equal(2, (await _accounts.LogInLateAsync("ali@example.org", "wrong", TestAccounts.Home)).Seconds);
        Assert.Equal(4, (await _accounts.LogInLateAsync("ali", "wrong", TestAccounts.Elsewhere)).Seconds);
        AuthenticationResult result = (await _accounts.LogInLateAsync("ali@example.org", "sesam")).Result;
        Assert.Equal(("ali", "ali"), (result.Name, result.LoginName));
    }

    [Theory]
    [InlineData("imap", LoginServices.Imap)]
    [InlineData("submission,pop3", LoginServices.Submission | LoginServices.Pop3)]
    public void A_scope_is_words_with_commas(string text, LoginServices scope)
    {
        Assert.True(AppPassword.TryParseScope(text, out LoginServices read));
        Assert.Equal(scope, read);
        Assert.False(AppPassword.TryParseScope(text + ",", out _));
        Assert.False(AppPassword.TryParseScope(text + ",smtp", out _));
    }
}

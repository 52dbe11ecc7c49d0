namespace Postroom.Security.Tests;

public sealed class AccountAuthenticatorTests
{
    [Fact]
    public async Task The_right_password_lets_in()
    {
        using var accounts = new TestAccounts();
        AccountCredentials ali = accounts.Add("ali", "sesam");
        AuthenticationResult result = await accounts.LogInAsync("ali", "sesam");
        Assert.Equal(new AuthenticationResult(AuthenticationFailure.None, ali.AccountId, "ali", "ali"), result);
    }

    [Theory]
    [InlineData("ALI", "sesam")] // people type their address with a capital
    [InlineData("a\u00ADli", "sesam")]
    [InlineData("ali", "se\u00ADsam")]
    public async Task Names_and_passwords_are_prepared(string name, string password)
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        Assert.True((await accounts.LogInAsync(name, password)).IsSuccess);
    }

    [Theory]
    [InlineData("ali", "Sesam")]
    [InlineData("ali", "")]
    [InlineData("ali\0", "sesam")] // servers in C cut the name at the NUL
    [InlineData("ali", "sesam\0")]
    [InlineData("", "sesam")]
    [InlineData("nobody", "sesam")]
    [InlineData("off", "sesam")]
    public async Task All_else_fails_alike(string name, string password)
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        accounts.Add("off", "sesam", isDisabled: true);
        (int seconds, AuthenticationResult result) = await accounts.LogInLateAsync(name, password);
        Assert.Equal((2, AuthenticationFailure.Credentials), (seconds, result.Failure));
        Assert.Equal((Guid.Empty, ""), (result.AccountId, result.Name));
    }

    [Fact]
    public async Task An_unknown_name_costs_the_same_work()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        await accounts.LogInLateAsync("ali", "wrong");
        Assert.Equal(1, accounts.Authenticator.Computed);
        await accounts.LogInLateAsync("nobody", "wrong");
        Assert.Equal(2, accounts.Authenticator.Computed);
    }

    /// <summary>Verifiers made with fewer or more rounds take another time than those of names that are not there: all are answered at the same moment.</summary>
    [Fact]
    public async Task What_a_check_takes_is_part_of_the_time_for_which_a_failure_is_held_back()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        var clock = new ClockOfWork(accounts.Time, TimeSpan.FromMilliseconds(700));
        using var authenticator = new AccountAuthenticator(accounts, accounts.Throttle, clock, new() { FakeSaltKey = new byte[16] });
        Task<AuthenticationResult> login = authenticator.CheckPasswordAsync("ali", "", "wrong"u8.ToArray(), new(TestAccounts.Home, LoginServices.Imap), default).AsTask();
        await accounts.Time.WaitForTimersAsync(1);
        accounts.Time.Advance(TimeSpan.FromMilliseconds(1299));
        Assert.False(login.IsCompleted);
        accounts.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False((await login.WaitAsync(TimeSpan.FromSeconds(30))).IsSuccess);
    }

    [Fact]
    public async Task An_over_long_password_costs_nothing()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        Assert.False((await accounts.LogInLateAsync("ali", new string('x', 1025))).Result.IsSuccess);
        Assert.Equal(0, accounts.Authenticator.Computed);
    }

    [Fact]
    public async Task A_proven_password_is_believed_for_five_minutes()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        for (int login = 0; login < 10; login++)
            Assert.True((await accounts.LogInAsync("ali", "sesam")).IsSuccess);
        Assert.Equal(1, accounts.Authenticator.Computed);
        accounts.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await accounts.LogInAsync("ali", "sesam")).IsSuccess);
        Assert.Equal(2, accounts.Authenticator.Computed);
    }

    [Fact]
    public async Task A_changed_password_ends_the_old_one_at_once()
    {
        using var accounts = new TestAccounts();
        AccountCredentials ali = accounts.Add("ali", "sesam");
        Assert.True((await accounts.LogInAsync("ali", "sesam")).IsSuccess);
        accounts.Add("ali", "simsim", ali.AccountId);
        Assert.False((await accounts.LogInLateAsync("ali", "sesam")).Result.IsSuccess);
        Assert.True((await accounts.LogInAsync("ali", "simsim")).IsSuccess);
    }

    [Fact]
    public async Task Disabling_an_account_ends_proven_logins_too()
    {
        using var accounts = new TestAccounts();
        AccountCredentials ali = accounts.Add("ali", "sesam");
        Assert.True((await accounts.LogInAsync("ali", "sesam")).IsSuccess);
        accounts.Add("ali", "sesam", ali.AccountId, isDisabled: true);
        Assert.False((await accounts.LogInLateAsync("ali", "sesam")).Result.IsSuccess);
    }

    [Fact]
    public async Task Acting_as_another_needs_leave()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        AccountCredentials team = accounts.Add("team", "other");
        Assert.True((await accounts.LogInAsync("ali", "sesam", actAs: "Ali")).IsSuccess);
        Assert.Equal(AuthenticationFailure.Authorization, (await accounts.LogInAsync("ali", "sesam", actAs: "team")).Failure);
        Assert.Equal(AuthenticationFailure.Authorization, (await accounts.LogInAsync("ali", "sesam", actAs: "nobody")).Failure);
        accounts.MayActAs.Add(("ali", "team"));
        AuthenticationResult result = await accounts.LogInAsync("ali", "sesam", actAs: "team");
        Assert.Equal((team.AccountId, "team", "ali"), (result.AccountId, result.Name, result.LoginName));
    }

    [Fact]
    public async Task An_unknown_name_is_shown_the_same_salt_each_time_and_no_proof_fits()
    {
        using var accounts = new TestAccounts();
        LoginAttempt first = await accounts.Authenticator.BeginAsync("nobody", default, default);
        LoginAttempt second = await accounts.Authenticator.BeginAsync("nobody", default, default);
        LoginAttempt other = await accounts.Authenticator.BeginAsync("somebody", default, default);
        foreach (ScramHash hash in ScramHash.All)
        {
            Assert.Equal(Convert.ToHexString(first.Offer(hash).Salt), Convert.ToHexString(second.Offer(hash).Salt));
            Assert.NotEqual(Convert.ToHexString(first.Offer(hash).Salt), Convert.ToHexString(other.Offer(hash).Salt));
            Assert.Equal(16, first.Offer(hash).Salt.Length);
            Assert.Equal(ScramVerifier.DefaultIterations, first.Offer(hash).Iterations);
            Assert.False(first.Offer(hash).TryProve("message"u8, new byte[hash.Octets], out _));
        }

        // Even a mechanism that says "proven" lets nobody in who does not exist.
        Task<AuthenticationResult> concluded = accounts.Authenticator.ConcludeAsync(first, isProven: true, "", default).AsTask();
        accounts.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False((await concluded).IsSuccess);
    }

    /// <summary>Where names may leave out their domain, whoever asks twice learns nothing: not by the salt, and not by how long a failure is held back.</summary>
    [Theory]
    [InlineData("nobody")] // neither name is there
    [InlineData("ali")] // ali@example.org is
    [InlineData("root")] // so is this one, without a domain
    [InlineData("bare")] // and this one, which has no password
    public async Task With_and_without_the_default_domain_each_name_looks_the_same(string name)
    {
        using var accounts = new TestAccounts(defaultDomain: "example.org");
        accounts.Add("ali@example.org", PasswordSet.Parse([]).WithOwn("sesam"u8, new()));
        accounts.Add("root", PasswordSet.Parse([]).WithOwn("sesam"u8, new()));
        accounts.Add("bare", PasswordSet.Parse([]));
        LoginAttempt brief = await accounts.Authenticator.BeginAsync(name, default, default);
        LoginAttempt whole = await accounts.Authenticator.BeginAsync($"{name}@example.org", default, default);
        LoginAttempt elsewhere = await accounts.Authenticator.BeginAsync($"{name}@example.net", default, default);
        foreach (ScramHash hash in ScramHash.All)
        {
            Assert.Equal(Convert.ToHexString(brief.Offer(hash).Salt), Convert.ToHexString(whole.Offer(hash).Salt));
            Assert.NotEqual(Convert.ToHexString(brief.Offer(hash).Salt), Convert.ToHexString(elsewhere.Offer(hash).Salt));
        }

        Assert.Equal(2, (await accounts.LogInLateAsync(name, "wrong", TestAccounts.Home)).Seconds);
        Assert.Equal(4, (await accounts.LogInLateAsync($"{name}@example.org", "wrong", TestAccounts.Elsewhere)).Seconds); // the same name failed already
    }

    /// <summary>Only a name without a domain is the same as with the default one; else who asks for ali@example.net both ways would see whether it is there.</summary>
    [Theory]
    [InlineData("ali@example.net")]
    [InlineData("ali@example.org")]
    [InlineData("nobody@example.net")]
    public async Task A_name_with_a_domain_and_the_default_one_behind_it_is_another_name(string name)
    {
        using var accounts = new TestAccounts(defaultDomain: "example.org");
        accounts.Add("ali@example.net", PasswordSet.Parse([]).WithOwn("sesam"u8, new()));
        accounts.Add("ali@example.org", PasswordSet.Parse([]).WithOwn("sesam"u8, new()));
        LoginAttempt one = await accounts.Authenticator.BeginAsync(name, default, default);
        LoginAttempt two = await accounts.Authenticator.BeginAsync($"{name}@example.org", default, default);
        Assert.All(ScramHash.All, hash => Assert.NotEqual(Convert.ToHexString(one.Offer(hash).Salt), Convert.ToHexString(two.Offer(hash).Salt)));
        Assert.Equal(2, (await accounts.LogInLateAsync(name, "wrong", TestAccounts.Home)).Seconds);
        Assert.Equal(2, (await accounts.LogInLateAsync($"{name}@example.org", "wrong", TestAccounts.Elsewhere)).Seconds);
    }

    [Fact]
    public async Task The_password_of_an_account_without_a_domain_is_none_of_the_same_name_with_one()
    {
        using var accounts = new TestAccounts(defaultDomain: "example.org");
        accounts.Add("root", "sesam");
        Assert.False((await accounts.LogInLateAsync("root@example.org", "sesam")).Result.IsSuccess);
    }

    [Fact]
    public async Task An_attack_from_elsewhere_does_not_slow_down_whom_we_know()
    {
        using var accounts = new TestAccounts();
        accounts.Add("ali", "sesam");
        Assert.True((await accounts.LogInAsync("ali", "sesam")).IsSuccess);
        Task<AuthenticationResult> guess = accounts.LogInAsync("ali", "guess", from: TestAccounts.Elsewhere);
        await accounts.Time.WaitForTimersAsync(1); // the guess has failed, and its answer waits
        Assert.True((await accounts.LogInAsync("ali", "sesam")).IsSuccess); // with no second passing
        accounts.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.False((await guess).IsSuccess);
    }

    [Fact]
    public async Task A_login_that_began_under_another_password_or_by_another_account_of_the_name_is_not_current()
    {
        using TestAccounts accounts = new();
        var cheap = new PasswordPolicy { Iterations = 4096 };
        AccountCredentials ali = accounts.Add("ali", PasswordSet.Parse([]).WithOwn("first"u8, cheap));
        LoginAttempt attempt = await accounts.Authenticator.BeginAsync("ali", new(TestAccounts.Home, LoginServices.Imap), default);
        await accounts.ChangeAsync(ali.AccountId, now => PasswordSet.Parse(now).WithOwn("second"u8, cheap).ToTexts());
        AuthenticationResult late = await accounts.Authenticator.ConcludeAsync(attempt, isProven: true, "", default);
        Assert.False(await accounts.Authenticator.IsCurrentAsync(late, default));

        AuthenticationResult login = await accounts.LogInAsync("ali", "second");
        Assert.True(await accounts.Authenticator.IsCurrentAsync(login, default));
        await accounts.ChangeAsync(ali.AccountId, now => PasswordSet.Parse(now).WithApp(new("1", "phone", LoginServices.All, default), "app"u8, cheap).ToTexts());
        Assert.True(await accounts.Authenticator.IsCurrentAsync(login, default)); // what others came in by is as it was
        accounts.Replace(ali with { AccountId = Guid.NewGuid(), Verifiers = [.. accounts.PasswordsOf("ali").ToTexts()] });
        Assert.False(await accounts.Authenticator.IsCurrentAsync(login, default));
    }

    [Fact]
    public async Task A_login_by_a_directory_is_not_current_once_the_account_is_closed_to_it()
    {
        using TestAccounts accounts = new();
        AccountCredentials ali = accounts.Add("ali", PasswordSet.Parse([]).WithDirectory(true));
        LoginAttempt attempt = await accounts.Authenticator.BeginAsync("ali", new(TestAccounts.Home, LoginServices.Imap), default);
        AuthenticationResult login = await accounts.Authenticator.ConcludeAsync(attempt, isProven: true, "", default);
        Assert.True(await accounts.Authenticator.IsCurrentAsync(login, default));
        await accounts.ChangeAsync(ali.AccountId, static now => PasswordSet.Parse(now).WithDirectory(false).ToTexts());
        Assert.False(await accounts.Authenticator.IsCurrentAsync(login, default));
    }

    /// <summary>A clock between whose looks work is done.</summary>
    private sealed class ClockOfWork(ManualTime time, TimeSpan work) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp()
        {
            long now = time.GetTimestamp();
            time.Advance(work);
            return now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}

using System.Text;

namespace Postroom.Security.Tests;

/// <summary>Logins where another directory checks passwords too.</summary>
public sealed class DirectoryLoginTests : IDisposable
{
    private readonly FakeDirectory _directory = new();
    private readonly TestAccounts _accounts;

    public DirectoryLoginTests() => _accounts = new TestAccounts(_directory);

    public void Dispose() => _accounts.Dispose();

    [Fact]
    public async Task A_password_of_the_directory_lets_in_and_is_believed_for_its_time()
    {
        AccountCredentials ali = _directory.Account = _accounts.Add("ali", PasswordSet.Parse([]).WithDirectory(true));
        for (int login = 0; login < 5; login++)
            Assert.Equal(ali.AccountId, (await _accounts.LogInAsync("ali", FakeDirectory.Right)).AccountId);
        Assert.Equal(1, _directory.Asked);
        _accounts.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await _accounts.LogInAsync("ali", FakeDirectory.Right)).IsSuccess);
        Assert.Equal(2, _directory.Asked);
    }

    /// <summary>The host made the account, or knows it by another name.</summary>
    [Fact]
    public async Task A_name_that_only_the_directory_knows_lets_in_too()
    {
        _directory.Account = new AccountCredentials(Guid.NewGuid(), "ali", ["LDAP"]);
        AuthenticationResult result = await _accounts.LogInAsync("ali@example.org", FakeDirectory.Right, actAs: "Ali@example.org");
        Assert.Equal((_directory.Account.AccountId, "ali", "ali"), (result.AccountId, result.Name, result.LoginName));
    }

    [Fact]
    public async Task An_account_that_is_not_the_directorys_is_never_asked_about()
    {
        _directory.Account = _accounts.Add("ali", "sesam");
        Assert.False((await _accounts.LogInLateAsync("ali", FakeDirectory.Right)).Result.IsSuccess);
        Assert.True((await _accounts.LogInAsync("ali", "sesam")).IsSuccess);
        Assert.Equal(0, _directory.Asked + _directory.Found);
    }

    [Fact]
    public async Task Passwords_that_are_kept_here_are_good_beside_it_while_the_directory_lets_the_account_in()
    {
        _directory.Account = _accounts.Add("ali", _accounts.PasswordsOf(_accounts.Add("ali", "sesam").Name).WithDirectory(true));
        Assert.True((await _accounts.LogInAsync("ali", "sesam")).IsSuccess);
        Assert.True((await _accounts.LogInAsync("ali", FakeDirectory.Right)).IsSuccess);
        Assert.Equal((1, 1), (_directory.Asked, _directory.Found));
        _directory.Account = null; // disabled there
        _accounts.Authenticator.Forget((await _accounts.FindAsync("ali", default))!.AccountId);
        Assert.False((await _accounts.LogInLateAsync("ali", "sesam")).Result.IsSuccess);
        Assert.False((await _accounts.LogInLateAsync("ali", FakeDirectory.Right)).Result.IsSuccess);
    }

    /// <summary>No verifier is here, so SCRAM shows what it shows for a name that does not exist, and no proof fits.</summary>
    [Fact]
    public async Task Scram_sees_nobody_in_an_account_that_only_the_directory_knows()
    {
        _accounts.Add("ali", PasswordSet.Parse([]).WithDirectory(true));
        LoginAttempt there = await _accounts.Authenticator.BeginAsync("ali", default, default);
        LoginAttempt nowhere = await _accounts.Authenticator.BeginAsync("bea", default, default);
        Assert.Equal((nowhere.Offer(ScramHash.Sha256).Iterations, nowhere.Offer(ScramHash.Sha256).Salt.Length), (there.Offer(ScramHash.Sha256).Iterations, there.Offer(ScramHash.Sha256).Salt.Length));
        Assert.Equal(0, nowhere.Offer(ScramHash.Sha256).Candidates.Count + there.Offer(ScramHash.Sha256).Candidates.Count);
    }

    [Fact]
    public async Task A_directory_that_is_away_is_told_at_once_and_is_no_guess()
    {
        AccountCredentials ali = _directory.Account = _accounts.Add("ali", PasswordSet.Parse([]).WithDirectory(true));
        Assert.True((await _accounts.LogInAsync("ali", FakeDirectory.Right)).IsSuccess);
        _directory.IsAway = true;
        Assert.True((await _accounts.LogInAsync("ali", FakeDirectory.Right)).IsSuccess); // proven a short time ago
        for (int login = 0; login < 5; login++)
        {
            Assert.Equal(AuthenticationFailure.Unavailable, (await _accounts.LogInAsync("ali", "other")).Failure);
            Assert.Equal(AuthenticationFailure.Unavailable, (await _accounts.LogInAsync("nobody", "other")).Failure);
        }

        Assert.Equal(0, _accounts.Throttle.WaitBefore(TestAccounts.Home, "ali").Ticks);
        _accounts.Authenticator.Forget(ali.AccountId);
        Assert.Equal(AuthenticationFailure.Unavailable, (await _accounts.LogInAsync("ali", FakeDirectory.Right)).Failure);
    }

    /// <summary>What the directory took is taken off the time for which a failure is held back: the answer comes as late as without it.</summary>
    [Fact]
    public async Task The_directorys_own_time_tells_nothing()
    {
        _accounts.Add("local", "sesam");
        _accounts.Add("ali", PasswordSet.Parse([]).WithDirectory(true));
        Assert.Equal(2, (await _accounts.LogInLateAsync("local", "wrong")).Seconds);
        _directory.Takes = () => _accounts.Time.Advance(TimeSpan.FromSeconds(1));
        (int seconds, AuthenticationResult result) = await _accounts.LogInLateAsync("ali", "wrong", TestAccounts.Elsewhere);
        Assert.Equal((1, AuthenticationFailure.Credentials), (seconds, result.Failure)); // beside the one that the directory took
    }

    [Fact]
    public async Task Failures_are_counted_by_the_name_that_the_directory_knows()
    {
        _directory.KnownAs = "ali";
        await _accounts.LogInLateAsync("ALI@example.org", "wrong", TestAccounts.Elsewhere);
        (int seconds, AuthenticationResult result) = await _accounts.LogInLateAsync("a.li@example.org", "wrong");
        Assert.Equal((4, "ali"), (seconds, result.LoginName));
    }

    [Fact]
    public async Task What_cannot_be_a_password_is_not_asked_about()
    {
        await _accounts.LogInLateAsync("ali", "");
        await _accounts.LogInLateAsync("ali", "\u00AD"); // nothing is left of it (RFC 4013)
        await _accounts.LogInLateAsync("", FakeDirectory.Right);
        Assert.Equal(0, _directory.Asked);
    }

    [Fact]
    public void The_mark_stands_among_the_credentials_and_can_be_taken_off()
    {
        PasswordSet marked = PasswordSet.Parse(["OTHER x"]).WithDirectory(true).WithDirectory(true);
        Assert.Equal(["OTHER x", "LDAP"], marked.ToTexts());
        Assert.True(PasswordSet.Parse(marked.ToTexts()).IsOfDirectory);
        Assert.False(marked.HasOwn);
        PasswordSet closed = marked.WithDirectory(false);
        Assert.False(closed.IsOfDirectory);
        Assert.Equal(["OTHER x", closed.Generation!], closed.ToTexts()); // who is just coming in by it is not let in any more
    }

    private sealed class FakeDirectory : IPasswordDirectory
    {
        public const string Right = "of the directory";

        public AccountCredentials? Account { get; set; }

        public string? KnownAs { get; set; }

        public bool IsAway { get; set; }

        public Action Takes { get; set; } = static () => { };

        public int Asked { get; private set; }

        public int Found { get; private set; }

        public ValueTask<DirectoryVerdict> CheckAsync(string loginName, AccountCredentials? account, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
        {
            Asked++;
            Takes();
            bool isRight = Encoding.UTF8.GetString(password.Span) == Right;
            return ValueTask.FromResult(IsAway ? new DirectoryVerdict(null, IsAway: true) : new DirectoryVerdict(isRight ? Account : null, KnownAs));
        }

        public ValueTask<DirectoryVerdict> FindAsync(AccountCredentials account, CancellationToken cancellationToken)
        {
            Found++;
            return ValueTask.FromResult(new DirectoryVerdict(Account, IsAway: IsAway));
        }
    }
}

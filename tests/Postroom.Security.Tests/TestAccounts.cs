using System.Net;
using System.Text;

namespace Postroom.Security.Tests;

/// <summary>Some accounts, the authenticator over them, and a clock in the test's hand.</summary>
internal sealed class TestAccounts : ICredentialStore, IDisposable
{
    public static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    public static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.99");

    private readonly Dictionary<string, AccountCredentials> _accounts = [];

    private readonly string _defaultDomain;

    public TestAccounts(IPasswordDirectory? directory = null, string defaultDomain = "")
    {
        _defaultDomain = defaultDomain;
        Throttle = new LoginThrottle(Time);
        Authenticator = new AccountAuthenticator(this, Throttle, Time, new() { FakeSaltKey = new byte[16], Directory = directory, DefaultDomain = defaultDomain });
    }

    public ManualTime Time { get; } = new();

    public LoginThrottle Throttle { get; }

    public AccountAuthenticator Authenticator { get; }

    public HashSet<(string Who, string AsWhom)> MayActAs { get; } = [];

    public AccountCredentials Add(string name, string password, Guid? id = null, bool isDisabled = false)
    {
        Assert.True(Password.TryPrepareNew(password, out byte[]? octets, out _));
        var account = new AccountCredentials(
            id ?? Guid.NewGuid(), name, [ScramVerifier.Create(octets, 4096).ToText()], isDisabled);
        return _accounts[name] = account;
    }

    public AccountCredentials Add(string name, PasswordSet passwords) => Add(name, passwords.ToTexts());

    public AccountCredentials Add(string name, IReadOnlyList<string> credentials) =>
        _accounts[name] = new AccountCredentials(Guid.NewGuid(), name, credentials);

    public AccountCredentials Replace(AccountCredentials account) => _accounts[account.Name] = account;

    public PasswordSet PasswordsOf(string name) => PasswordSet.Parse(_accounts[name].Verifiers);

    public void AddAlias(string alias, string name) => _accounts[alias] = _accounts[name];

    /// <summary>Changes that were asked for and made, so far.</summary>
    public int Changes { get; private set; }

    public ValueTask ChangeAsync(Guid accountId, Func<IReadOnlyList<string>, IReadOnlyList<string>?> change)
    {
        AccountCredentials account = _accounts.Values.First(account => account.AccountId == accountId);
        if (change(account.Verifiers) is { } credentials)
        {
            _accounts[account.Name] = account with { Verifiers = credentials };
            Changes++;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<AccountCredentials?> FindAsync(string loginName, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            _accounts.GetValueOrDefault(loginName) ??
            (_defaultDomain.Length > 0 && !loginName.Contains('@', StringComparison.Ordinal) ? _accounts.GetValueOrDefault($"{loginName}@{_defaultDomain}") : null));

    public ValueTask<bool> MayActAsAsync(AccountCredentials account, AccountCredentials other, CancellationToken cancellationToken) =>
        ValueTask.FromResult(MayActAs.Contains((account.Name, other.Name)));

    /// <summary>A login that is expected to be answered at once.</summary>
    public async Task<AuthenticationResult> LogInAsync(string name, string password, string actAs = "", IPAddress? from = null) =>
        await Authenticator.CheckPasswordAsync(name, actAs, Encoding.UTF8.GetBytes(password), new(from ?? Home, LoginServices.Imap), default)
            .AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>A login that waits; gives what it waited, in whole seconds, and the result.</summary>
    public Task<(int Seconds, AuthenticationResult Result)> LogInLateAsync(string name, string password, IPAddress? from = null) =>
        LateAsync(LogInAsync(name, password, from: from));

    /// <summary>What waits for the clock: turns it, a second at a time, until it is done.</summary>
    public async Task<(int Seconds, T Result)> LateAsync<T>(Task<T> login)
    {
        int seconds = 0;
        while (true)
        {
            Task delayed = Time.WaitForTimersAsync(1);
            if (await Task.WhenAny(login, delayed) == login)
                return (seconds, await login);
            Time.Advance(TimeSpan.FromSeconds(1));
            seconds++;
        }
    }

    public void Dispose() => Authenticator.Dispose();
}

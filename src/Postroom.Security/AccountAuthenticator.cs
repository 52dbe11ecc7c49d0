using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>The authenticator over a credential store, with throttling, a cache of proven logins, and the same work for unknown names.</summary>
public sealed partial class AccountAuthenticator : IAccountAuthenticator, IDisposable
{
    private readonly ICredentialStore _store;
    private readonly LoginThrottle _throttle;
    private readonly TimeProvider _time;
    private readonly byte[] _fakeSaltKey;
    private readonly PasswordPolicy _policy;
    private readonly ProvenLogins _proven;
    private readonly SemaphoreSlim _checks;
    private readonly bool _blocksWellKnown;
    private readonly IPasswordDirectory? _directory;
    private readonly string _defaultDomain;

    // What an account with a password of its own has: read for a name that is not there, as that takes its time, too. With the first login: OpenSSL is loaded for it.
    private readonly Lazy<string[]> _decoy;

    /// <summary>One for all doors.</summary>
    /// <exception cref="ArgumentException">The fake salt key is shorter than 16 octets.</exception>
    public AccountAuthenticator(ICredentialStore store, LoginThrottle throttle, TimeProvider time, AccountAuthenticatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FakeSaltKey.Length < 16)
            throw new ArgumentException("At least 16 octets are needed.", nameof(options));
        (_store, _throttle, _time) = (store, throttle, time);
        _fakeSaltKey = options.FakeSaltKey.ToArray();
        _policy = options.Policy;
        _blocksWellKnown = options.BlocksWellKnownPasswords;
        _proven = new ProvenLogins(time, options.ProvenFor, options.MaxProven);
        _checks = new SemaphoreSlim(options.MaxConcurrentChecks);
        _directory = options.Directory;
        _defaultDomain = options.DefaultDomain;
        _decoy = new(() => [.. _policy.Hashes.Select(hash => ScramVerifier.Fake(hash, _fakeSaltKey, "", _policy.Iterations).ToText())]);
    }

    /// <summary>Passwords that had to be computed, so far: what the cache of proven logins saves shows here.</summary>
    public long Computed => Interlocked.Read(ref _computed);

    private long _computed;

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> CheckPasswordAsync(
        string authenticationId, string authorizationId, ReadOnlyMemory<byte> password, LoginOrigin origin, CancellationToken cancellationToken)
    {
        LoginAttempt attempt = await BeginAsync(authenticationId, origin, cancellationToken).ConfigureAwait(false);
        long began = WholeMilliseconds();
        // What cannot be a password is not computed: that it is none is no secret.
        bool isProven = false;
        if (Password.TryPrepareGiven(password.Span, out byte[]? prepared))
        {
            isProven = await IsRightAsync(attempt, prepared, cancellationToken).ConfigureAwait(false) ||
                await IsRightElsewhereAsync(attempt, prepared, cancellationToken).ConfigureAwait(false);
            attempt.IsWellKnown = isProven && _blocksWellKnown && WeakPasswords.IsWellKnown(prepared, attempt.Name);
            CryptographicOperations.ZeroMemory(prepared);
        }

        // Verifiers made with other rounds than those of names that are not there take another time.
        attempt.Spent = TimeSpan.FromMilliseconds(WholeMilliseconds() - began);
        return await ConcludeAsync(attempt, isProven, authorizationId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<LoginAttempt> BeginAsync(string authenticationId, LoginOrigin origin, CancellationToken cancellationToken)
    {
        // A name that cannot exist goes the way of one that does not.
        if (!LoginName.TryPrepare(authenticationId, isNew: false, out string? name))
            name = "";
        AccountCredentials? account = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        AccountCredentials? twin = account is null ? await FindTwinAsync(name, cancellationToken).ConfigureAwait(false) : null;
        string whole = WithDomain(name);
        string counted = (account ?? twin)?.Name ?? whole; // whatever alias a guesser uses
        TimeSpan wait = _throttle.WaitBefore(origin.Address, counted);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
            account = await FindAsync(name, cancellationToken).ConfigureAwait(false); // as it is now
        }

        if (account is null)
            _ = PasswordSet.Parse(_decoy.Value).Candidates(ScramHash.Sha256);
        return new LoginAttempt(
            name, counted, account, origin, hash => ShownOf(twin, hash) ?? ScramVerifier.Fake(hash, _fakeSaltKey, whole, _policy.Iterations));
    }

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> ConcludeAsync(
        LoginAttempt attempt, bool isProven, string authorizationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(authorizationId);
        bool wasProven = isProven;
        if (isProven && attempt.Account is { IsDisabled: false } kept)
            isProven = await MayLogInAsync(attempt, kept, cancellationToken).ConfigureAwait(false);
        if (attempt.IsUnchecked)
            return Fail(AuthenticationFailure.Unavailable, attempt); // no guess: whoever asks again is not made to wait
        if (!isProven || attempt.IsWellKnown || attempt.Account is not { IsDisabled: false } account)
        {
            TimeSpan hold = _throttle.Failed(attempt.Origin.Address, attempt.Name) - attempt.Spent;
            if (hold > TimeSpan.Zero)
                await Task.Delay(hold, _time, cancellationToken).ConfigureAwait(false);
            bool isBlocked = isProven && attempt is { IsWellKnown: true, Account.IsDisabled: false };
            return isBlocked ? Fail(AuthenticationFailure.WellKnownPassword, attempt) : Fail(AuthenticationFailure.Credentials, attempt) with
            {
                Detail = !wasProven ? null : attempt.Account is null ? "no account has this name" : "the account is disabled",
            };
        }

        _throttle.Succeeded(attempt.Origin.Address, attempt.Name);
        AccountCredentials? actsAs = account;
        if (authorizationId.Length > 0)
        {
            actsAs = !LoginName.TryPrepare(authorizationId, isNew: false, out string? other) ? null
                : other == attempt.AskedFor ? account // a directory may know it by that name, and we not
                : await _store.FindAsync(other, cancellationToken).ConfigureAwait(false);
            bool isSelf = actsAs?.AccountId == account.AccountId;
            if (actsAs is null || actsAs.IsDisabled ||
                (!isSelf && !await _store.MayActAsAsync(account, actsAs, cancellationToken).ConfigureAwait(false)))
            {
                return Fail(AuthenticationFailure.Authorization, attempt);
            }
        }

        await NoteUseAsync(account, attempt.ProvenWith?.App).ConfigureAwait(false);
        return new(AuthenticationFailure.None, actsAs.AccountId, actsAs.Name, account.Name, attempt.ProvenWith?.App?.Id)
        {
            LoginAccountId = account.AccountId,
            Generation = attempt.Passwords.Generation,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsCurrentAsync(AuthenticationResult login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (login.Certificate is { IsCurrent: false })
            return false;
        if (await FindAsync(login.LoginName, cancellationToken).ConfigureAwait(false) is not { IsDisabled: false } account || account.AccountId != login.LoginAccountId)
            return false;
        // A SCRAM client has up to a minute between the salt and its proof: a new password comes in between for who wants it to.
        var passwords = PasswordSet.Parse(account.Verifiers);
        return passwords.Generation == login.Generation && (login.AppPassword is null || passwords.Apps.Any(app => app.Id == login.AppPassword));
    }

    /// <summary>Frees what waits for its turn.</summary>
    public void Dispose() => _checks.Dispose();

    // The account of a name that may leave out its domain has one salt under both: so does every name that is not there.
    private string WithDomain(string name) =>
        _defaultDomain.Length == 0 || name.Length == 0 || name.Contains('@', StringComparison.Ordinal) ? name : $"{name}@{_defaultDomain}";

    // An account whose name has no domain is not found with one, and would be the only name to have two salts. One that has a domain cannot leave out another:
    // ali@example.net and ali@example.net@example.org are two names, whether or not the first is there.
    private ValueTask<AccountCredentials?> FindTwinAsync(string name, CancellationToken cancellationToken) =>
        _defaultDomain.Length > 0 && name.IndexOf('@') is > 0 and var at && name.AsSpan(at + 1).SequenceEqual(_defaultDomain)
            ? FindAsync(name[..at], cancellationToken)
            : ValueTask.FromResult<AccountCredentials?>(null);

    private static ScramVerifier? ShownOf(AccountCredentials? twin, ScramHash hash) =>
        twin is not null && PasswordSet.Parse(twin.Verifiers).Candidates(hash) is [var first, ..] ? first.Verifier : null;

    // As timers count: a part of one that was left over would show in the answer's time.
    private long WholeMilliseconds() => (long)(_time.GetTimestamp() * (1000.0 / _time.TimestampFrequency));

    private static AuthenticationResult Fail(AuthenticationFailure why, LoginAttempt attempt) => new(why, Guid.Empty, "", attempt.Name);

    private ValueTask<AccountCredentials?> FindAsync(string name, CancellationToken cancellationToken) =>
        name.Length == 0 ? ValueTask.FromResult<AccountCredentials?>(null) : _store.FindAsync(name, cancellationToken);

    private async ValueTask<bool> IsRightAsync(LoginAttempt attempt, byte[] password, CancellationToken cancellationToken)
    {
        foreach (PasswordCandidate candidate in attempt.Passwords.Clear)
        {
            if (_proven.Contains(attempt.Account!.AccountId, candidate.Verifier.StoredKey, password))
                return attempt.IsProvenWith(candidate.Password);
        }

        if (WasRightElsewhere(attempt, password))
            return true;

        await _checks.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Interlocked.Increment(ref _computed);
            if (attempt.Try(password) is not { } right)
                return false;
            _proven.Add(attempt.Account!.AccountId, right.Verifier.StoredKey, password);
            if (attempt.Account is { IsDisabled: false } account && PasswordSet.IsStale(right.Password, _policy))
                await RenewAsync(account, attempt.Passwords, right.Password, password).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _checks.Release();
        }
    }

    // Computed beforehand, and only kept if nothing came in between: the next login tries again.
    private async ValueTask RenewAsync(AccountCredentials account, PasswordSet passwords, StoredPassword stale, byte[] password)
    {
        PasswordSet renewed = passwords.Renewed(stale, password, _policy);
        await _store.ChangeAsync(account.AccountId, now => now.SequenceEqual(account.Verifiers) ? renewed.ToTexts() : null).ConfigureAwait(false);
        foreach (PasswordCandidate candidate in renewed.Clear.Where(candidate => candidate.Password.App?.Id == stale.App?.Id))
            _proven.Add(account.AccountId, candidate.Verifier.StoredKey, password);
    }

    // A day is all that is noted, so that it is written once a day at most.
    private ValueTask NoteUseAsync(AccountCredentials account, AppPassword? app)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        return app is null || app.LastUsed == today
            ? ValueTask.CompletedTask
            : _store.ChangeAsync(account.AccountId, now => PasswordSet.Parse(now).WithUse(app.Id, today).ToTexts());
    }
}

using System.Net;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>The authenticator over a credential store, with throttling, a cache of proven logins, and the same work for unknown names.</summary>
public sealed class AccountAuthenticator : IAccountAuthenticator, IDisposable
{
    private readonly ICredentialStore _store;
    private readonly LoginThrottle _throttle;
    private readonly TimeProvider _time;
    private readonly byte[] _fakeSaltKey;
    private readonly ProvenLogins _proven;
    private readonly SemaphoreSlim _checks;

    /// <summary>One for all doors.</summary>
    /// <exception cref="ArgumentException">The fake salt key is shorter than 16 octets.</exception>
    public AccountAuthenticator(ICredentialStore store, LoginThrottle throttle, TimeProvider time, AccountAuthenticatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FakeSaltKey.Length < 16)
            throw new ArgumentException("At least 16 octets are needed.", nameof(options));
        (_store, _throttle, _time) = (store, throttle, time);
        _fakeSaltKey = options.FakeSaltKey.ToArray();
        _proven = new ProvenLogins(time, options.ProvenFor, options.MaxProven);
        _checks = new SemaphoreSlim(options.MaxConcurrentChecks);
    }

    /// <summary>Passwords that had to be computed, so far: what the cache of proven logins saves shows here.</summary>
    public long Computed => Interlocked.Read(ref _computed);

    private long _computed;

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> CheckPasswordAsync(
        string authenticationId, string authorizationId, ReadOnlyMemory<byte> password, IPAddress? address, CancellationToken cancellationToken)
    {
        LoginAttempt attempt = await BeginAsync(authenticationId, address, cancellationToken).ConfigureAwait(false);
        // What cannot be a password is not computed: that it is none is no secret.
        bool isProven = false;
        if (Password.TryPrepareGiven(password.Span, out byte[]? prepared))
        {
            isProven = await IsRightAsync(attempt, prepared, cancellationToken).ConfigureAwait(false);
            CryptographicOperations.ZeroMemory(prepared);
        }

        return await ConcludeAsync(attempt, isProven, authorizationId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<LoginAttempt> BeginAsync(string authenticationId, IPAddress? address, CancellationToken cancellationToken)
    {
        // A name that cannot exist goes the way of one that does not.
        if (!LoginName.TryPrepare(authenticationId, isNew: false, out string? name))
            name = "";
        TimeSpan wait = _throttle.WaitBefore(address, name);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        AccountCredentials? account = name.Length == 0 ? null : await _store.FindAsync(name, cancellationToken).ConfigureAwait(false);
        List<ScramVerifier> verifiers = [];
        foreach (string text in account?.Verifiers ?? [])
        {
            if (ScramVerifier.TryParse(text, out ScramVerifier? verifier))
                verifiers.Add(verifier);
        }

        if (verifiers.Count == 0)
        {
            account = null;
            verifiers.Add(ScramVerifier.Fake(_fakeSaltKey, name));
        }

        return new LoginAttempt(name, account, verifiers, address);
    }

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> ConcludeAsync(
        LoginAttempt attempt, bool isProven, string authorizationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(authorizationId);
        if (!isProven || attempt.Account is not { IsDisabled: false } account)
        {
            TimeSpan hold = _throttle.Failed(attempt.Address, attempt.Name);
            await Task.Delay(hold, _time, cancellationToken).ConfigureAwait(false);
            return Fail(AuthenticationFailure.Credentials, attempt);
        }

        _throttle.Succeeded(attempt.Address, attempt.Name);
        AccountCredentials? actsAs = account;
        if (authorizationId.Length > 0)
        {
            actsAs = LoginName.TryPrepare(authorizationId, isNew: false, out string? other)
                ? await _store.FindAsync(other, cancellationToken).ConfigureAwait(false)
                : null;
            bool isSelf = actsAs?.AccountId == account.AccountId;
            if (actsAs is null || actsAs.IsDisabled ||
                (!isSelf && !await _store.MayActAsAsync(account, actsAs, cancellationToken).ConfigureAwait(false)))
            {
                return Fail(AuthenticationFailure.Authorization, attempt);
            }
        }

        return new(AuthenticationFailure.None, actsAs.AccountId, actsAs.Name, attempt.Name);
    }

    /// <summary>Frees what waits for its turn.</summary>
    public void Dispose() => _checks.Dispose();

    private static AuthenticationResult Fail(AuthenticationFailure why, LoginAttempt attempt) => new(why, Guid.Empty, "", attempt.Name);

    private async ValueTask<bool> IsRightAsync(LoginAttempt attempt, byte[] password, CancellationToken cancellationToken)
    {
        if (attempt.Account is { } account)
        {
            foreach (ScramVerifier verifier in attempt.Verifiers)
            {
                if (_proven.Contains(account.AccountId, verifier, password))
                    return true;
            }
        }

        await _checks.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (ScramVerifier verifier in attempt.Verifiers)
            {
                Interlocked.Increment(ref _computed);
                if (verifier.Verify(password) && attempt.Account is not null)
                {
                    _proven.Add(attempt.Account.AccountId, verifier, password);
                    return true;
                }
            }

            return false;
        }
        finally
        {
            _checks.Release();
        }
    }
}

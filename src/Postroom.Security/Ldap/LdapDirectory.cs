namespace Postroom.Security;

/// <summary>An LDAP directory (RFC 4511) that is asked who somebody is and whether a password is theirs.</summary>
/// <remarks>No request follows a referral, and nothing of it blocks a thread.</remarks>
public sealed class LdapDirectory : IAsyncDisposable
{
    // Firewalls forget connections that say nothing; the directory itself may, too.
    private static readonly TimeSpan KeptIdle = TimeSpan.FromMinutes(1);

    private readonly LdapOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turns;
    private readonly Lock _gate = new();
    private readonly Stack<(LdapConnection Connection, long Since)> _idle = [];

    /// <summary>One that connects when it is first asked.</summary>
    public LdapDirectory(LdapOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
        _turns = new SemaphoreSlim(options.MaxConnections);
    }

    /// <summary>Connections opened so far.</summary>
    internal int Opened => Volatile.Read(ref _opened);

    private int _opened;

    /// <summary>Who has this name, and is this their password?</summary>
    /// <param name="name">As typed, prepared.</param>
    /// <param name="password">In UTF-8, prepared. Not empty.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    /// <exception cref="LdapException">The directory did not answer.</exception>
    public ValueTask<LdapLogin> CheckAsync(string name, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
        password.IsEmpty
            ? throw new ArgumentException("An empty password proves nothing (RFC 4513 §5.1.2).", nameof(password))
            : RunAsync(
                async (connection, cancelled) =>
                {
                    LdapLogin found = await FindAsync(connection, name, cancelled).ConfigureAwait(false);
                    return found.Person is { IsDisabled: false } person
                        ? found with { IsProven = await connection.BindAsync(person.Dn, password, cancelled).ConfigureAwait(false) }
                        : found;
                },
                cancellationToken);

    /// <summary>Who has this name?</summary>
    /// <exception cref="LdapException">The directory did not answer.</exception>
    public ValueTask<LdapLogin> FindAsync(string name, CancellationToken cancellationToken) =>
        RunAsync((connection, cancelled) => FindAsync(connection, name, cancelled), cancellationToken);

    /// <summary>Closes what is idle; nobody asks any more.</summary>
    public async ValueTask DisposeAsync()
    {
        while (TryTake() is { } idle) // what was idle for longer is closed without a word
            await idle.CloseAsync().ConfigureAwait(false);
        _turns.Dispose();
    }

    private async ValueTask<LdapLogin> FindAsync(LdapConnection connection, string name, CancellationToken cancellationToken)
    {
        if (!connection.IsOurs)
            await connection.BindAsOursAsync(_options, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<LdapEntry> found = await connection.SearchAsync(_options, name, cancellationToken).ConfigureAwait(false);
        if (found is not [var entry])
            return new LdapLogin(null, Problem: found.Count > 1 ? $"the directory has several entries for {name}, such as {found[0].Dn}" : null);
        if (entry.Dn.Length == 0 || entry.Values(_options.NameAttribute) is not [var own])
            return new LdapLogin(null, Problem: $"{entry.Dn} has not one {_options.NameAttribute} but {entry.Values(_options.NameAttribute).Count}");
        return new LdapLogin(new LdapPerson(
            entry.Dn,
            own,
            [.. _options.AliasAttributes.SelectMany(entry.Values)],
            _options.DisabledAttribute.Length > 0 && entry.Values(_options.DisabledAttribute).Any(Disables)));
    }

    private static bool Disables(string value) => value is not ("" or "0") && !value.Equals("FALSE", StringComparison.OrdinalIgnoreCase);

    private async ValueTask<T> RunAsync<T>(Func<LdapConnection, CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _turns.WaitAsync(limit.Token).ConfigureAwait(false);
            try
            {
                // One that was idle may be closed at the other end: then another is taken, and at last a new one.
                while (TryTake() is { } idle)
                {
                    try
                    {
                        return await UseAsync(idle, ask, limit.Token).ConfigureAwait(false);
                    }
                    catch (LdapException broken) when (broken.IsConnectionLost)
                    {
                        continue;
                    }
                }

                return await UseAsync(await OpenAsync(limit.Token).ConfigureAwait(false), ask, limit.Token).ConfigureAwait(false);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LdapException($"the directory did not answer within {_options.Timeout.TotalSeconds:0.###} s", late);
        }
    }

    private async ValueTask<T> UseAsync<T>(LdapConnection connection, Func<LdapConnection, CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        T answer;
        try
        {
            answer = await ask(connection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        lock (_gate)
            _idle.Push((connection, _time.GetTimestamp()));
        return answer;
    }

    private async ValueTask<LdapConnection> OpenAsync(CancellationToken cancellationToken)
    {
        LdapException? failure = null;
        TimeSpan share = _options.Timeout / _options.Servers.Count; // one that is silent leaves time for the next
        foreach (LdapServer server in _options.Servers)
        {
            using var timeout = new CancellationTokenSource(share, _time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                LdapConnection connection = await LdapConnection.OpenAsync(server, _options, limit.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _opened);
                return connection;
            }
            catch (LdapException e)
            {
                failure = And(failure, e);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                failure = And(failure, new LdapException($"{server} is silent", late));
            }
        }

        throw failure ?? new LdapException("no server is named");
    }

    private static LdapException And(LdapException? before, LdapException failure) =>
        before is null ? failure : new LdapException($"{before.Message}; {failure.Message}", failure);

    private LdapConnection? TryTake()
    {
        lock (_gate)
        {
            while (_idle.TryPop(out (LdapConnection Connection, long Since) idle))
            {
                if (_time.GetElapsedTime(idle.Since) < KeptIdle)
                    return idle.Connection;
                idle.Connection.Dispose();
            }
        }

        return null;
    }
}

using Postroom.Security;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>Accounts of the LDAP directory's people: who of them may log in, and to what.</summary>
/// <remarks>Only accounts that are marked as the directory's (<see cref="PasswordSet.IsOfDirectory"/>) are open to it: an entry that happens to be called like an account here opens nothing.</remarks>
internal sealed class LdapAccounts(LdapDirectory directory, ServerStore store, PostroomSettings settings, ConsoleLog log) : IPasswordDirectory
{
    private readonly bool _creates = settings.Get(PostroomSettings.LdapCreateAccounts);
    private readonly bool _setsAliases = settings.Get(PostroomSettings.LdapAliasAttributes).Count > 0;
    private readonly Lock _gate = new();
    private bool _isAway;

    public async ValueTask<DirectoryVerdict> CheckAsync(
        string loginName, AccountCredentials? account, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        // By the account's own name where there is one: the directory need not know its aliases.
        string name = account?.Name ?? loginName;
        if (await AskAsync(() => directory.CheckAsync(name, password, cancellationToken)) is not { } login)
        {
            return new DirectoryVerdict(null, IsAway: true);
        }

        if (login.Person is not { } person || !LoginName.TryPrepare(person.Name, isNew: false, out string? own))
        {
            return default;
        }

        if (login.IsProven && own != name && await AskAsync(() => directory.FindAsync(own, cancellationToken)) is var again && again?.Person?.Dn != person.Dn)
        {
            // Sessions are judged by the account's name later on: what is not found by it would end them all.
            log.Warning($"LDAP: {PostroomSettings.LdapUserFilter.Key} finds {person.Dn} as {name} and not as {own}, which is its {PostroomSettings.LdapNameAttribute.Key}: it must find both.");
            return new DirectoryVerdict(null, own, IsAway: again is null);
        }

        return login.IsProven ? new DirectoryVerdict(await AccountOfAsync(person, own, account, cancellationToken), own) : new DirectoryVerdict(null, own);
    }

    public async ValueTask<DirectoryVerdict> FindAsync(AccountCredentials account, CancellationToken cancellationToken) =>
        await StandingAsync(account.Name, cancellationToken) is not { } mayLogIn ? new DirectoryVerdict(null, IsAway: true) : new DirectoryVerdict(mayLogIn ? account : null);

    /// <summary>May who is called so log in? Null where the directory does not say.</summary>
    public async ValueTask<bool?> StandingAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync(() => directory.FindAsync(name, cancellationToken)) is not { } found ? null
        : found.Person is { IsDisabled: false } person && LoginName.TryPrepare(person.Name, isNew: false, out string? own) && own == name;

    private async ValueTask<AccountCredentials?> AccountOfAsync(LdapPerson person, string own, AccountCredentials? account, CancellationToken cancellationToken)
    {
        if (account is not null && account.Name != own)
        {
            log.Warning($"LDAP: the entry that is found for {account.Name}, {person.Dn}, is called {own}; nobody was let in.");
            return null;
        }

        AccountRecord? record = store.Engine.Accounts.Find(own);
        if (record is null)
        {
            record = _creates ? await CreateAsync(person, own, cancellationToken) : null;
            if (record is null)
            {
                log.Info($"LDAP: {own} has proved who it is and has no account here; {PostroomSettings.LdapCreateAccounts.Key} or `postroom account ldap` makes one.");
                return null;
            }
        }
        else if (record.Name != own || !PasswordSet.Parse(record.Credentials).IsOfDirectory)
        {
            log.Warning($"LDAP: the account {record.Name} is not open to the directory's {person.Dn}; `postroom account ldap {record.Name}` would open it.");
            return null;
        }

        await SetAliasesAsync(record, person);
        return new AccountCredentials(record.Id.Value, record.Name, record.Credentials, record.IsDisabled);
    }

    private async ValueTask<AccountRecord?> CreateAsync(LdapPerson person, string own, CancellationToken cancellationToken)
    {
        try
        {
            AccountRecord made = await store.AddDirectoryAccountAsync(own, cancellationToken);
            log.Info($"LDAP: made the account {own} for {person.Dn}.");
            return made;
        }
        catch (ConfigurationException) when (store.Engine.Accounts.Find(own) is { } there && PasswordSet.Parse(there.Credentials).IsOfDirectory)
        {
            return there; // another login of the same person was first
        }
        catch (Exception e) when (e is ConfigurationException or StoreUnavailableException)
        {
            log.Warning($"LDAP: the account {own} for {person.Dn} was not made: {e.Message}");
            return null;
        }
    }

    private async ValueTask SetAliasesAsync(AccountRecord record, LdapPerson person)
    {
        if (!_setsAliases)
        {
            return;
        }

        var aliases = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string alias in person.Aliases)
        {
            if (LoginName.TryPrepare(alias, isNew: true, out string? prepared) && AccountName.Problem(prepared) is null && prepared != record.Name)
            {
                aliases.Add(prepared);
            }
        }

        try
        {
            if (!aliases.SetEquals(record.Aliases) &&
                !await store.Engine.Accounts.UpdateAsync(record.Id, now => now with { Aliases = [.. aliases] }, CancellationToken.None))
            {
                log.Warning($"LDAP: {record.Name} does not get the aliases {string.Join(", ", aliases)}: another account has one of them.");
            }
        }
        catch (StoreUnavailableException e)
        {
            log.Warning($"LDAP: {record.Name} does not get its aliases: {e.Message}"); // a full disk keeps nobody out
        }
    }

    // Null when the directory cannot be asked: loud when it begins, and when it is over.
    private async ValueTask<LdapLogin?> AskAsync(Func<ValueTask<LdapLogin>> ask)
    {
        try
        {
            LdapLogin login = await ask();
            if (Note(isAway: false))
            {
                log.Warning("LDAP: the directory answers again.");
            }

            if (login.Problem is { } problem)
            {
                log.Warning($"LDAP: {LogLine.WithoutControls(problem)}; nobody was let in.");
            }

            return login;
        }
        catch (LdapException e)
        {
            Note(isAway: true);
            log.Error($"LDAP: {LogLine.WithoutControls(e.Message)}. Nobody can log in by the directory's passwords but who did so a short time ago.");
            return null;
        }
    }

    private bool Note(bool isAway)
    {
        lock (_gate)
        {
            bool isOther = _isAway != isAway;
            _isAway = isAway;
            return isOther;
        }
    }
}

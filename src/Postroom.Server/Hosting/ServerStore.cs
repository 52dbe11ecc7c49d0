using System.Security.Cryptography;
using Postroom.Imap;
using Postroom.Security;
using Postroom.Store;
using Postroom.Store.Embedded;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>A data folder that is open in this process: its engine, the mail rules above it, and what the host knows of accounts.</summary>
public sealed class ServerStore : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly OpeningEngine _engine = new();
    private readonly PostroomSettings _settings;
    private readonly ConsoleLog _log;
    private readonly Lazy<RecoverablePasswords> _recoverable;
    private EmbeddedStore? _embedded;

    private ServerStore(DataFolder folder, PostroomSettings settings, ConsoleLog log)
    {
        (_folder, _settings, _log) = (folder, settings, log);
        Handles = ProcessHandles.For(settings.Get(PostroomSettings.ImapMaxConnections));
        Mail = new MailStore(_engine, Options(settings, log, Handles), TimeProvider.System);
        Policy = AuthSettings.Policy(settings);
        _recoverable = new Lazy<RecoverablePasswords>(() => new RecoverablePasswords(ServerSecret.LoadOrMake(folder.Path)));
        DefaultDomain = settings.Get(PostroomSettings.AccountDefaultDomain);
    }

    /// <summary>The data folder, as a full path.</summary>
    public string Path => _folder.Path;

    /// <summary>Where rows and bytes lie.</summary>
    public IStoreEngine Engine => _engine;

    /// <summary>The same as what it is; only once it is open.</summary>
    internal EmbeddedStore Embedded => _embedded ?? throw new InvalidOperationException("The store is not open yet.");

    /// <summary>The mail.</summary>
    public MailStore Mail { get; }

    /// <summary>How many files it may have open, and clients.</summary>
    internal ProcessHandles Handles { get; }

    /// <summary>What passwords are kept with.</summary>
    internal PasswordPolicy Policy { get; }

    /// <summary>Passwords that this server can have back.</summary>
    internal RecoverablePasswords Recoverable => _recoverable.Value;

    /// <summary>What a login name without a domain may leave out; empty for nothing.</summary>
    internal string DefaultDomain { get; }

    /// <summary>Opens the folder; nobody else has it open meanwhile.</summary>
    /// <param name="path">The data folder.</param>
    /// <param name="create">True: makes it where there is none.</param>
    /// <param name="settings">What of them is the store's.</param>
    /// <param name="log">Where its findings and faults go.</param>
    /// <exception cref="ConfigurationException">It cannot be had: the message says what to do.</exception>
    internal static ServerStore Open(string path, bool create, PostroomSettings settings, ConsoleLog log)
    {
        ServerStore store = Take(path, create, settings, log);
        store.OpenEngine();
        return store;
    }

    /// <summary>Takes the folder as <see cref="Open"/> does, and reads nothing of it yet: what needs the mail waits for <see cref="OpenEngine"/>.</summary>
    /// <exception cref="ConfigurationException">It cannot be had: the message says what to do.</exception>
    internal static ServerStore Take(string path, bool create, PostroomSettings settings, ConsoleLog log)
    {
        NativeHeap.BoundArenas();
        ThreadPoolRoom.Make();
        try
        {
            return new ServerStore(DataFolder.Open(path, create), settings, log);
        }
        catch (DataFolderException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    /// <summary>Opens what lies in the folder.</summary>
    /// <exception cref="ConfigurationException">It cannot be had: the message says what to do.</exception>
    internal void OpenEngine()
    {
        try
        {
            string library = _settings.Get(PostroomSettings.StoreSqliteLibrary);
            var embedded = new EmbeddedOptions
            {
                SqliteLibrary = library.Length == 0 ? null : library,
                MaxOpenFiles = Handles.Files,
                MaxCallersCommitting = ThreadPoolRoom.Committing,
                MaxCallersReading = ThreadPoolRoom.Reading,
                Report = (account, finding) => _log.Warning($"{account}: {finding}"),
            };
            _embedded = EmbeddedStore.Open(_folder, embedded, TimeProvider.System);
            _engine.Open(_embedded);
        }
        catch (DataFolderException e)
        {
            _engine.GiveUp();
            _folder.Dispose();
            throw new ConfigurationException(
                e.InnerException is { } system && SystemFailure.Is(system) ? $"The store in {Path} cannot be opened: {SystemFailure.Sentence(system)}" : e.Message, e);
        }
    }

    /// <summary>Completes once the engine is open; then its accounts can be asked for.</summary>
    /// <exception cref="StoreUnavailableException">It could not be opened: the server ends.</exception>
    internal Task WhenOpenAsync(CancellationToken cancellationToken) => _engine.WhenOpenAsync(cancellationToken);

    /// <summary>The account with this login name or alias, as typed or as it is listed; null when there is none.</summary>
    public AccountRecord? FindAccount(string name) =>
        LoginName.TryPrepare(name, isNew: false, out string? prepared) ? FindPrepared(prepared) ?? Engine.Accounts.Find(name) : null;

    /// <summary>Likewise, for a name that is prepared (RFC 4013): as it stands, else with the default domain behind it.</summary>
    internal AccountRecord? FindPrepared(string name) =>
        Engine.Accounts.Find(name) ??
        (DefaultDomain.Length > 0 && !name.Contains('@', StringComparison.Ordinal) ? Engine.Accounts.Find($"{name}@{DefaultDomain}") : null);

    /// <summary>The form in which a new account's name is kept.</summary>
    /// <exception cref="ConfigurationException">It cannot be one.</exception>
    internal static string PrepareNew(string name)
    {
        string? prepared = null;
        string? problem = name.Length > 0 && !LoginName.TryPrepare(name, isNew: true, out prepared)
            ? $"An account's name has at most {AccountName.MaxOctets} octets and only characters that people can type (RFC 4013)."
            : AccountName.Problem(prepared ?? "");
        return problem is null ? prepared! : throw new ConfigurationException($"{problem} Nothing was changed.");
    }

    /// <summary>Adds an account with the mailboxes that a new one begins with.</summary>
    /// <exception cref="ConfigurationException">The name or the password cannot be, or is weak (Auth:WeakPasswords); or the name is taken.</exception>
    public Task<AccountRecord> AddAccountAsync(string name, string password, CancellationToken cancellationToken)
    {
        string prepared = PrepareNew(name);
        return AddAccountAsync(
            new AccountRecord { Id = AccountId.New(), Name = prepared, Credentials = WithPassword(PasswordSet.Parse([]), prepared, password).ToTexts() }, cancellationToken);
    }

    /// <summary>Likewise, with a password that the LDAP directory checks.</summary>
    /// <exception cref="ConfigurationException">The name cannot be, or is taken.</exception>
    internal Task<AccountRecord> AddDirectoryAccountAsync(string name, CancellationToken cancellationToken) => AddAccountAsync(
        new AccountRecord { Id = AccountId.New(), Name = PrepareNew(name), Credentials = PasswordSet.Parse([]).WithDirectory(true).ToTexts() }, cancellationToken);

    private async Task<AccountRecord> AddAccountAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        if (!await Engine.Accounts.SaveAsync(account, cancellationToken))
        {
            throw new ConfigurationException($"The account '{account.Name}' exists already.");
        }

        try
        {
            await BeginAsync(account, cancellationToken);
        }
        catch
        {
            // Whole or not at all: who tries again must not hear that it is there.
            await Engine.Accounts.RemoveAsync(account.Id, CancellationToken.None);
            await Mail.DeleteAsync(account.Id, CancellationToken.None);
            throw;
        }

        return account;
    }

    private async Task BeginAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        await using MailAccount mail = await OpenAsync(account, cancellationToken);
        var changes = new List<Change>();
        foreach (string mailbox in _settings.Get(PostroomSettings.AccountMailboxes))
        {
            if (InitialMailbox.TryParse(mailbox, out InitialMailbox? initial)) // as the setting demands
            {
                changes.AddRange([new CreateMailbox(initial.Name, initial.Use is { } use ? [use] : []), new ChangeSubscription(initial.Name, IsSubscribed: true)]);
            }
        }

        changes.Add(new ChangeSubscription(MailboxName.Inbox, IsSubscribed: true));
        CommitResult begun = await mail.CommitAsync(new Commit([.. changes]), cancellationToken);
        if (!begun.IsDone)
        {
            throw new ConfigurationException($"The account '{account.Name}' was not added: {begun.Refusal.Text}");
        }
    }

    /// <summary>Gives an account a new password; proven logins with the old one are void.</summary>
    /// <exception cref="ConfigurationException">The password cannot be one, or is weak (Auth:WeakPasswords).</exception>
    public Task SetPasswordAsync(AccountRecord account, string password, CancellationToken cancellationToken) =>
        ChangePasswordsAsync(
            account,
            passwords =>
            {
                PasswordSet changed = WithPassword(passwords, account.Name, password);
                return passwords.Recoverable is null ? changed : WithKept(changed, account, password);
            },
            cancellationToken);

    /// <summary>Keeps an account's own password so that it can be had back.</summary>
    /// <exception cref="ConfigurationException">It is another one, or weak (Auth:WeakPasswords).</exception>
    internal Task KeepPasswordAsync(AccountRecord account, string password, CancellationToken cancellationToken) =>
        ChangePasswordsAsync(
            account,
            passwords =>
            {
                bool isOwn = WithPrepared(password, octets =>
                {
                    DemandStrong(octets, account.Name);
                    return passwords.IsOwn(octets);
                });
                return isOwn ? WithKept(passwords, account, password) : throw new ConfigurationException($"That is not the password of {account.Name}; nothing was changed.");
            },
            cancellationToken);

    /// <summary>Changes what is kept of an account's passwords.</summary>
    /// <exception cref="ConfigurationException">The account is gone, or <paramref name="change"/> says so.</exception>
    internal async Task ChangePasswordsAsync(AccountRecord account, Func<PasswordSet, PasswordSet> change, CancellationToken cancellationToken) =>
        await UpdateAsync(
            account,
            now => now with { Credentials = change(PasswordSet.Parse(now.Credentials)).ToTexts(), Version = now.Version + 1 },
            cancellationToken);

    /// <summary>Changes an account's record; nothing that comes at the same moment is lost.</summary>
    /// <exception cref="ConfigurationException">The account is gone, or another has the name.</exception>
    internal async Task UpdateAsync(AccountRecord account, Func<AccountRecord, AccountRecord> change, CancellationToken cancellationToken)
    {
        if (!await Engine.Accounts.UpdateAsync(account.Id, change, cancellationToken))
        {
            throw new ConfigurationException($"The account '{account.Name}' is gone, or another account has the name; nothing was changed.");
        }
    }

    /// <summary>Takes an account off with all its mail.</summary>
    /// <param name="account">Which.</param>
    /// <param name="endSessions">Called in between: nobody can log in any more, and the mail is still there for who is logged in.</param>
    /// <param name="cancellationToken">Gives up before the mail goes.</param>
    internal async Task RemoveAccountAsync(AccountRecord account, Func<Task> endSessions, CancellationToken cancellationToken)
    {
        await Engine.Accounts.RemoveAsync(account.Id, cancellationToken);
        await endSessions();
        await Mail.DeleteAsync(account.Id, cancellationToken);
    }

    /// <summary>Opens an account's mail as the server itself.</summary>
    /// <exception cref="ConfigurationException">It is gone, or cannot be opened now.</exception>
    public async Task<MailAccount> OpenAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        try
        {
            return await Mail.OpenAsync(account.Id, Principal.System, cancellationToken)
                ?? throw new ConfigurationException($"The account '{account.Name}' is gone.");
        }
        catch (StoreUnavailableException e)
        {
            throw new ConfigurationException($"The mail of '{account.Name}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Reads everything of an account; a sentence for each thing that is not as it should be.</summary>
    public IAsyncEnumerable<string> CheckAsync(AccountRecord account, bool repair, CancellationToken cancellationToken) =>
        Mail.CheckAsync(account.Id, repair, cancellationToken);

    /// <summary>Makes what is derived from an account's messages anew.</summary>
    /// <exception cref="ConfigurationException">The account is gone.</exception>
    public async Task<DerivationResult> DeriveAsync(AccountRecord account, DerivationScope scope, CancellationToken cancellationToken) =>
        await Mail.DeriveAsync(account.Id, scope, cancellationToken) ?? throw new ConfigurationException($"The account '{account.Name}' is gone.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Mail.DisposeAsync();
        await Engine.DisposeAsync();
        _folder.Dispose(); // the engine's, if it was opened
    }

    private static StoreOptions Options(PostroomSettings settings, ConsoleLog log, ProcessHandles handles) => new()
    {
        MaxIdleEngines = Math.Min(new StoreOptions().MaxIdleEngines, handles.Storages),
        Report = fault => log.Fault("store", fault),
        MaxMessageOctets = settings.Get(PostroomSettings.ImapMaxMessage),
        MaxKeywords = settings.Get(LimitSettings.Keywords),
        MaxMailboxes = settings.Get(PostroomSettings.StoreMaxMailboxes),
        MaxMailboxMessages = settings.Get(PostroomSettings.StoreMaxMailboxMessages),
        MaxMessages = settings.Get(PostroomSettings.StoreMaxMessages),
        ReservedNames = [.. new StoreOptions().ReservedNames.Append(settings.Get(PostroomSettings.ImapOtherUsers)).Where(static name => name.Length > 0).Distinct()],
        KeepExpunged = settings.Get(PostroomSettings.StoreKeepExpunged),
        KeepExpungedOctets = settings.Get(PostroomSettings.StoreKeepExpungedOctets) is > 0 and var octets ? octets : null,
        FlagDurability = settings.Get(PostroomSettings.StoreImmediateFlags) ? Durability.Synced : Durability.Written,
    };

    private PasswordSet WithPassword(PasswordSet passwords, string name, string password) => WithPrepared(password, octets =>
    {
        DemandStrong(octets, name);
        return passwords.WithOwn(octets, Policy);
    });

    private PasswordSet WithKept(PasswordSet passwords, AccountRecord account, string password) =>
        passwords.WithRecoverable(WithPrepared(password, octets => Recoverable.Seal(account.Id.Value, octets)));

    private void DemandStrong(byte[] password, string name)
    {
        if (_settings.Get(PostroomSettings.AuthRefusesWeakPasswords) && WeakPasswords.WhyRefused(password, name) is { } weakness)
        {
            throw new ConfigurationException($"{weakness} Nothing was changed.");
        }
    }

    /// <summary>Does something with a new password's octets.</summary>
    /// <exception cref="ConfigurationException">It cannot be one.</exception>
    internal static T WithPrepared<T>(string password, Func<byte[], T> use)
    {
        if (!Password.TryPrepareNew(password, out byte[]? prepared, out string? error))
        {
            throw new ConfigurationException(error);
        }

        try
        {
            return use(prepared);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(prepared);
        }
    }
}

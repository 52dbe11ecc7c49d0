using System.CommandLine;
using System.Globalization;
using Postroom.Imap.Server;
using Postroom.Security;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>A command about one or more accounts, named on the command line.</summary>
internal abstract class AccountCommand(string name, string description) : AdminCommand(name, description)
{
    protected static readonly Argument<string[]> Names = new("NAME") { Description = "Login names.", Arity = ArgumentArity.OneOrMore };

    protected override void Configure(Command command) => command.Add(Names);

    /// <summary>The accounts under the names given, all of them there.</summary>
    /// <exception cref="ConfigurationException">One is not.</exception>
    protected static IReadOnlyList<AccountRecord> Find(AdminContext context, ParseResult parsed) =>
        [.. parsed.GetValue(Names)!.Select(context.Account)];
}

/// <summary>account add: one password for all the names given.</summary>
internal sealed class AccountAddCommand() : AccountCommand("add", "Adds accounts. The password is asked for, or read from standard input; one for all the names given.")
{
    public override bool NeedsPassword => true;

    public override bool MakesDataFolder => true;

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        string[] names = parsed.GetValue(Names)!;
        HashSet<string> prepared = [];
        foreach (string name in names)
        {
            if (!prepared.Add(ServerStore.PrepareNew(name)))
            {
                throw new ConfigurationException($"The account '{name}' is named twice; nothing was changed.");
            }

            if (context.Store.FindAccount(name) is not null)
            {
                throw new ConfigurationException($"The account '{name}' exists already; nothing was changed.");
            }
        }

        foreach (string name in names)
        {
            await context.Store.AddAccountAsync(name, context.Password!, context.CancellationToken);
            await context.Out.WriteLineAsync($"Added {name}.");
        }

        return 0;
    }
}

/// <summary>account list.</summary>
internal sealed class AccountListCommand() : AdminCommand(
    "list", "Lists the accounts: name, identity, state, whether the password can be had back (CRAM-MD5), ldap where the directory knows passwords too, aliases.")
{
    protected override void Configure(Command command)
    {
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        foreach (AccountRecord account in context.Store.Engine.Accounts.All())
        {
            string source = PasswordSet.Parse(account.Credentials).IsOfDirectory ? "\tldap" : "";
            string aliases = account.Aliases.Count > 0 ? $"\taliases: {string.Join(' ', account.Aliases)}" : "";
            string kept = PasswordSet.Parse(account.Credentials).Recoverable is null ? "" : "\tcram-md5";
            await context.Out.WriteLineAsync($"{account.Name}\t{account.Id}{(account.IsDisabled ? "\tdisabled" : "")}{kept}{source}{aliases}");
        }

        return 0;
    }
}

/// <summary>account password: sessions that came in with the old one end.</summary>
internal sealed class AccountPasswordCommand() : AccountCommand("password", "Sets a new password. It is asked for, or read from standard input. Who is logged in must log in again.")
{
    public override bool NeedsPassword => true;

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        foreach (AccountRecord account in Find(context, parsed))
        {
            await context.Store.SetPasswordAsync(account, context.Password!, context.CancellationToken);
            await context.EndSessionsAsync(account, SessionDismissal.PasswordChanged);
            await context.Out.WriteLineAsync($"{account.Name} has a new password.");
        }

        return 0;
    }
}

/// <summary>account disable and account enable.</summary>
internal sealed class AccountDisableCommand(bool isDisabled) : AccountCommand(
    isDisabled ? "disable" : "enable",
    isDisabled ? "Lets nobody log in to the accounts, and ends their sessions; their mail stays." : "Lets a disabled account log in again.")
{
    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        foreach (AccountRecord account in Find(context, parsed))
        {
            await context.Store.UpdateAsync(account, now => now with { IsDisabled = isDisabled, Version = now.Version + 1 }, context.CancellationToken);
            if (isDisabled)
            {
                await context.EndSessionsAsync(account, SessionDismissal.Disabled);
            }

            await context.Out.WriteLineAsync($"{account.Name} is {(isDisabled ? "disabled" : "enabled")}.");
        }

        return 0;
    }
}

/// <summary>account remove: with all its mail.</summary>
internal sealed class AccountRemoveCommand() : AccountCommand("remove", "Removes accounts with all their mail. There is no way back but a backup: --yes says that you know.")
{
    private static readonly Option<bool> Yes = new("--yes") { Description = "Really." };

    protected override void Configure(Command command)
    {
        base.Configure(command);
        command.Add(Yes);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        IReadOnlyList<AccountRecord> accounts = Find(context, parsed);
        if (!parsed.GetValue(Yes))
        {
            throw new ConfigurationException($"This deletes all mail of {string.Join(", ", accounts.Select(account => account.Name))}: say --yes if you mean it.");
        }

        foreach (AccountRecord account in accounts)
        {
            await context.Store.RemoveAccountAsync(
                account, () => context.EndSessionsAsync(account, SessionDismissal.Removed), context.CancellationToken);
            await context.Out.WriteLineAsync($"Removed {account.Name}.");
        }

        return 0;
    }
}

/// <summary>account quota: shows it, or sets it.</summary>
internal sealed class AccountQuotaCommand() : AdminCommand("quota", "Shows an account's quota and use, or sets it: storage=5G messages=100000, none for no limit.")
{
    private static readonly Argument<string> Name1 = new("NAME") { Description = "A login name." };
    private static readonly Argument<string[]> Limits = new("LIMIT") { Description = "storage=SIZE, messages=NUMBER; none takes the limit away.", Arity = ArgumentArity.ZeroOrMore };

    protected override void Configure(Command command)
    {
        command.Add(Name1);
        command.Add(Limits);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        string name = parsed.GetValue(Name1)!;
        AccountRecord record = context.Account(name);
        await using MailAccount account = await context.Store.OpenAsync(record, context.CancellationToken);
        long? storage = account.Quota.StorageLimitOctets;
        long? messages = account.Quota.MessagesLimit;
        string[] limits = parsed.GetValue(Limits) ?? [];
        foreach (string limit in limits)
        {
            string[] pair = limit.Split('=', 2);
            switch (pair)
            {
                case ["storage", "none"]:
                    storage = null;
                    break;
                case ["storage", var text] when SettingParsers.Size(text, out long octets):
                    storage = octets;
                    break;
                case ["messages", "none"]:
                    messages = null;
                    break;
                case ["messages", var text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number):
                    messages = number;
                    break;
                default:
                    throw new ConfigurationException($"'{limit}' is no limit: write storage=5G, messages=100000, storage=none or messages=none.");
            }
        }

        if (limits.Length > 0)
        {
            CommitResult result = await account.CommitAsync(new Commit(new SetQuota(storage, messages)), context.CancellationToken);
            if (!result.IsDone)
            {
                throw new ConfigurationException(result.Refusal.Text);
            }
        }

        await context.Out.WriteLineAsync(
            $"{record.Name}: storage {account.Quota.StorageOctets} of {Show(storage)} octets, messages {account.Quota.Messages} of {Show(messages)}");
        return 0;
    }

    private static string Show(long? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
}

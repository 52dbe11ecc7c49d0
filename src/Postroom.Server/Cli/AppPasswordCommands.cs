using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Postroom.Security;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>A command about one account's application passwords.</summary>
internal abstract class AppPasswordCommand(string name, string description) : AdminCommand(name, description)
{
    protected static readonly Argument<string> Account = new("NAME") { Description = "A login name." };
    protected static readonly Argument<string> Label = new("LABEL") { Description = "What the password is called, such as phone." };

    protected override void Configure(Command command) => command.Add(Account);

    protected static AccountRecord Find(AdminContext context, ParseResult parsed) => context.Account(parsed.GetValue(Account)!);
}

/// <summary>account app-password add: makes one up, and shows it this once.</summary>
internal sealed class AppPasswordAddCommand() : AppPasswordCommand(
    "add", "Makes a password for one program, beside the account's own, and prints it: it is not shown again.")
{
    private static readonly Option<string> Scope = new("--scope")
    {
        Description = "Where it is good: imap, pop3, submission, several with commas.",
        DefaultValueFactory = static _ => AppPassword.ScopeText(LoginServices.All),
    };

    protected override void Configure(Command command)
    {
        base.Configure(command);
        command.Add(Label);
        command.Add(Scope);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        AccountRecord account = Find(context, parsed);
        string label = parsed.GetValue(Label)!.Trim();
        if (label.Length is 0 or > AppPassword.MaxNameLength || label.Any(char.IsControl))
        {
            throw new ConfigurationException($"A label has 1 to {AppPassword.MaxNameLength} characters, and no control characters.");
        }

        if (!AppPassword.TryParseScope(parsed.GetValue(Scope)!, out LoginServices scope))
        {
            throw new ConfigurationException($"'{parsed.GetValue(Scope)}' is no scope: write imap, pop3, submission, or several with commas.");
        }

        string password = NewPassword();
        var made = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var app = new AppPassword(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), label, scope, made);
        await context.Store.ChangePasswordsAsync(
            account,
            passwords =>
            {
                if (passwords.Apps.Any(other => other.Name == label))
                {
                    throw new ConfigurationException($"{account.Name} has an application password '{label}' already: revoke it first, or take another name.");
                }

                return passwords.Apps.Count < PasswordSet.MaxApps
                    ? ServerStore.WithPrepared(password, octets => passwords.WithApp(app, octets, context.Store.Policy))
                    : throw new ConfigurationException($"{account.Name} has {PasswordSet.MaxApps} application passwords: revoke those that nobody uses.");
            },
            context.CancellationToken);
        await context.Out.WriteLineAsync(password);
        return 0;
    }

    // 100 bits in five groups of four, without letters that look alike.
    private static string NewPassword() => string.Join('-', Enumerable.Range(0, 5).Select(static _ => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 4)));
}

/// <summary>account app-password list.</summary>
internal sealed class AppPasswordListCommand() : AppPasswordCommand("list", "Lists an account's application passwords: label, scope, the days they were made and last used.")
{
    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        foreach (AppPassword app in PasswordSet.Parse(Find(context, parsed).Credentials).Apps)
        {
            string used = app.LastUsed?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "never";
            await context.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{app.Name}\t{AppPassword.ScopeText(app.Scope)}\tmade {app.Made:yyyy-MM-dd}\tused {used}"));
        }

        return 0;
    }
}

/// <summary>account app-password revoke: sessions that came in by it end.</summary>
internal sealed class AppPasswordRevokeCommand() : AppPasswordCommand("revoke", "Takes an application password away, and ends the sessions that came in by it.")
{
    protected override void Configure(Command command)
    {
        base.Configure(command);
        command.Add(Label);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        AccountRecord account = Find(context, parsed);
        string label = parsed.GetValue(Label)!;
        AppPassword? revoked = null;
        await context.Store.ChangePasswordsAsync(
            account,
            passwords =>
            {
                revoked = passwords.Apps.FirstOrDefault(app => app.Name == label)
                    ?? throw new ConfigurationException($"{account.Name} has no application password '{label}'.");
                return passwords.WithoutApp(revoked.Id);
            },
            context.CancellationToken);
        await context.EndSessionsAsync(revoked!);
        await context.Out.WriteLineAsync($"Revoked {label}.");
        return 0;
    }
}

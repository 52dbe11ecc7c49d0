using System.CommandLine;
using Postroom.Imap.Server;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>account ldap: which accounts the directory's people may open with their passwords there.</summary>
internal sealed class AccountLdapCommand() : AccountCommand(
    "ldap", "Opens accounts to the people of the LDAP directory who are called so, and makes those that are not there; passwords that they have here stay good. --off ends that, and their sessions.")
{
    private static readonly Option<bool> Off = new("--off") { Description = "The directory opens them no more." };

    public override bool MakesDataFolder => true;

    protected override void Configure(Command command)
    {
        base.Configure(command);
        command.Add(Off);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        bool isOn = !parsed.GetValue(Off);
        foreach (string name in parsed.GetValue(Names)!)
        {
            if (isOn && context.Store.FindAccount(name) is null)
            {
                AccountRecord made = await context.Store.AddDirectoryAccountAsync(name, context.CancellationToken);
                await context.Out.WriteLineAsync($"Added {made.Name}, open to the LDAP directory.");
                continue;
            }

            AccountRecord account = context.Account(name);
            await context.Store.ChangePasswordsAsync(account, passwords => passwords.WithDirectory(isOn), context.CancellationToken);
            if (!isOn)
            {
                await context.EndSessionsAsync(account, SessionDismissal.PasswordChanged);
            }

            await context.Out.WriteLineAsync($"{account.Name} is {(isOn ? "open" : "no longer open")} to the LDAP directory.");
        }

        return 0;
    }
}

using System.CommandLine;

namespace Postroom.Server;

/// <summary>The command line of the program.</summary>
internal static class CommandLine
{
    private static readonly AdminCommand[] Account =
    [
        new AccountAddCommand(), new AccountListCommand(), new AccountPasswordCommand(),
        new AccountDisableCommand(isDisabled: true), new AccountDisableCommand(isDisabled: false), new AccountRemoveCommand(), new AccountQuotaCommand(),
    ];

    private static readonly AdminCommand[] Plain = [new ImportCommand(), new ExportCommand(), new CheckCommand(), new StatusCommand()];

    public static ParseResult Parse(IReadOnlyList<string> arguments) => Build().Parse(arguments);

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            return await Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (ConfigurationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
    }

    /// <summary>The admin command that a parsed line names; null when it names none (serve, settings, nothing).</summary>
    public static AdminCommand? FindAdminCommand(ParseResult parsed)
    {
        string name = parsed.CommandResult.Command.Name;
        bool isAccount = parsed.CommandResult.Parent is System.CommandLine.Parsing.CommandResult { Command.Name: "account" };
        return parsed.Errors.Count > 0 ? null : (isAccount ? Account : Plain).FirstOrDefault(command => command.Name == name);
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Postroom: an IMAP mail store. Without a command it serves a demo account and says how to connect.")
        {
            AdminCommand.Data, AdminCommand.Set, AdminCommand.Config,
        };
        var account = new Command("account", "Who has mail here.");
        foreach (AdminCommand command in Account)
        {
            account.Add(command.Build());
        }

        root.Add(ServeCommand.Build());
        root.Add(account);
        foreach (AdminCommand command in Plain)
        {
            root.Add(command.Build());
        }

        root.Add(SettingsCommand.Build());
        root.SetAction(ServeCommand.RunDemoAsync);
        return root;
    }
}

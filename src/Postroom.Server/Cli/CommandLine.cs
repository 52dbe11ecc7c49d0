using System.CommandLine;
using System.Runtime.CompilerServices;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>The command line of the program.</summary>
internal static class CommandLine
{
    private static readonly AdminCommand[] Account =
    [
        new AccountAddCommand(), new AccountListCommand(), new AccountPasswordCommand(),
        new AccountDisableCommand(isDisabled: true), new AccountDisableCommand(isDisabled: false), new AccountRemoveCommand(),
        new AccountPurgeCommand(), new AccountQuotaCommand(), new AccountLdapCommand(),
    ];

    private static readonly AdminCommand[] AppPassword = [new AppPasswordAddCommand(), new AppPasswordListCommand(), new AppPasswordRevokeCommand()];

    private static readonly AdminCommand[] Alias = [new AliasCommand(adds: true), new AliasCommand(adds: false)];

    private static readonly AdminCommand[] CramMd5 = [new CramMd5OnCommand(), new CramMd5OffCommand()];

    private static readonly AdminCommand[] Acl = [new AclListCommand(), new AclSetCommand(), new AclRemoveCommand()];

    private static readonly AdminCommand[] Plain = [new ImportCommand(), new ExportCommand(), new CheckCommand(), new StatusCommand(), new ReloadCommand()];

    // One for good: options and arguments remember each command that they were ever added to, and a server reads a line for each command of its administrator.
    private static readonly Lazy<RootCommand> Root = new(Build);
    private static readonly Lock Parsing = new();

    public static ParseResult Parse(IReadOnlyList<string> arguments)
    {
        lock (Parsing)
        {
            return Root.Value.Parse(arguments);
        }
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            if (ServeRequest.TryRead(arguments) is { } serve)
            {
                return await ServeCommand.RunAsync(serve, CancellationToken.None);
            }

            CheckCommand.DemandDerive(arguments);
            return await InvokeAsync(arguments);
        }
        catch (Exception e) when (Explain(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return e is ConfigurationException ? 2 : 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
    }

    // Apart, so that a server, which reads its line itself, does not load the parser before its first line runs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> InvokeAsync(string[] arguments) => Parse(arguments).InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = ServeCommand.StopTimeout });

    /// <summary>What to tell the person of something that failed for a reason outside this program; null for a fault of ours.</summary>
    public static string? Explain(Exception e) => e switch
    {
        ConfigurationException => e.Message,
        StoreUnavailableException => $"The mail cannot be read or written now: {e.Message}",
        Postroom.Net.ListenException => e.Message,
        _ => SystemFailure.Is(e) ? SystemFailure.Sentence(e) : null,
    };

    /// <summary>The admin command that a parsed line names; null when it names none (serve, settings, nothing).</summary>
    public static AdminCommand? FindAdminCommand(ParseResult parsed)
    {
        string name = parsed.CommandResult.Command.Name;
        AdminCommand[] group = (parsed.CommandResult.Parent as System.CommandLine.Parsing.CommandResult)?.Command.Name switch
        {
            "account" => Account,
            "app-password" => AppPassword,
            "alias" => Alias,
            "cram-md5" => CramMd5,
            "acl" => Acl,
            _ => Plain,
        };
        return parsed.Errors.Count > 0 ? null : group.FirstOrDefault(command => command.Name == name);
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Postroom: an IMAP mail store. Without a command it serves a demo account and says how to connect.")
        {
            AdminCommand.Data, AdminCommand.Set, AdminCommand.Config,
        };
        Command account = Group("account", "Who has mail here.", Account);
        account.Add(Group("app-password", "Passwords for single programs.", AppPassword));
        account.Add(Group("alias", "Other names to log in by.", Alias));
        account.Add(Group("cram-md5", "Who may log in by CRAM-MD5, which needs the password itself.", CramMd5));
        root.Add(ServeCommand.Build());
        root.Add(account);
        root.Add(Group("acl", "Who else may do what with a mailbox.", Acl));
        foreach (AdminCommand command in Plain)
        {
            root.Add(command.Build());
        }

        root.Add(TunnelCommand.Build());
        root.Add(SettingsCommand.Build());
        root.SetAction(ServeCommand.RunDemoAsync);
        return root;
    }

    private static Command Group(string name, string description, AdminCommand[] commands)
    {
        var group = new Command(name, description);
        foreach (AdminCommand command in commands)
        {
            group.Add(command.Build());
        }

        return group;
    }
}

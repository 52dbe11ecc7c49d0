using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;

namespace Postroom.Server;

/// <summary>serve, and what the program does without a command: the same with the demo account.</summary>
internal static class ServeCommand
{
    private const int StoppedLate = 1;

    /// <summary>After Ctrl-C or SIGTERM: clients hear BYE and everything is put in order well within it; then the process ends in any case.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    public static Command Build()
    {
        var command = new Command("serve", "Serves the data folder's mail until it is told to stop (Ctrl-C, SIGTERM).");
        command.SetAction((parsed, cancellationToken) => RunAsync(Request(parsed, parsed.GetValue(AdminCommand.Data)!, isDemo: false), cancellationToken));
        return command;
    }

    public static Task<int> RunDemoAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool isGiven = parsed.GetResult(AdminCommand.Data) is { Implicit: false };
        return RunAsync(Request(parsed, isGiven ? parsed.GetValue(AdminCommand.Data)! : DataFolders.Demo, isDemo: true), cancellationToken);
    }

    /// <summary>Serves until it is told to stop; the exit code.</summary>
    public static async Task<int> RunAsync(ServeRequest request, CancellationToken cancellationToken)
    {
        PostroomSettings settings = ConfigurationLoader.Load(request.Config, request.Settings);
        if (settings.Get(PostroomSettings.ImapListen).Count + settings.Get(PostroomSettings.ImapTlsListen).Count +
            settings.Get(PostroomSettings.ImapProxyListen).Count + settings.Get(PostroomSettings.ImapProxyTlsListen).Count == 0)
        {
            throw new ConfigurationException(
                $"Nothing would be served: {PostroomSettings.ImapListen.Key} and {PostroomSettings.ImapTlsListen.Key} are both empty; give one of them an address.");
        }

        SocketActivation? sockets = Privileges.GiveUp(settings, request.Data, request.IsDemo);
        await using ServiceManager manager = ServiceManager.FromEnvironment(TimeProvider.System);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var limit = new Timer(static _ => Environment.Exit(StoppedLate), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context));
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context));
        using CancellationTokenRegistration cancelled = cancellationToken.Register(() => stop.TrySetResult());

        await using PostroomHost host = await PostroomHost.StartAsync(
            request.Data, settings, new ConsoleLog(null, TimeProvider.System), request.IsDemo, sockets, () => ConfigurationLoader.Load(request.Config, request.Settings));
        if (request.IsDemo)
        {
            await DemoAccount.EnsureAsync(host.Store, TimeProvider.System, cancellationToken);
        }

        // A demo ends with its terminal; a server is told so that there are new certificates. (On Windows this signal is the closing of a window.)
        using PosixSignalRegistration? hangUp = request.IsDemo || OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            manager.TellReloading();
            host.ReloadCertificates();
            host.ReloadClientCertificates(); // who is out by it leaves meanwhile
            manager.TellReady(() => Status(host));
        });
        manager.TellReady(() => Status(host));
        await Console.Out.WriteAsync(request.IsDemo ? DemoGreeting(host) : Greeting(host));
        await stop.Task;
        manager.TellStopping();
        await Console.Error.WriteLineAsync("Stopping ...");
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            limit.Change(StopTimeout, Timeout.InfiniteTimeSpan);
            stop.TrySetResult();
        }
    }

    private static ServeRequest Request(ParseResult parsed, string data, bool isDemo) =>
        new(data, parsed.GetValue(AdminCommand.Config), [.. isDemo ? DemoAccount.Settings : [], .. parsed.GetValue(AdminCommand.Set)!], isDemo);

    private static string Status(PostroomHost host) => $"Serves {host.DataFolder} at {string.Join(", ", host.Doors.SelectMany(static door => door.EndPoints))}";

    private static string Greeting(PostroomHost host) =>
        $"""
        Postroom serves {host.DataFolder}
        {Doors(host)}

        """.ReplaceLineEndings();

    private static string DemoGreeting(PostroomHost host) =>
        $"""

        Postroom is running, with a demo account in {host.DataFolder}

        {Doors(host)}

            user      {DemoAccount.Name}
            password  {DemoAccount.Password}

        Point a mail client at it (the TLS certificate is self-signed: let the client accept it), or try

            curl -sk --user {DemoAccount.Name}:{DemoAccount.Password} 'imaps://{Address(host, isTls: true)}/INBOX;MAILINDEX=1'
            mutt -f imap://{DemoAccount.Name}@{Address(host, isTls: false)}/INBOX

        README.md says how to set up Thunderbird, mutt and mbsync. Ctrl-C stops it.

        """.ReplaceLineEndings();

    private static string Doors(PostroomHost host) => string.Join(
        Environment.NewLine,
        host.Doors.Select(door => $"    {door.Name,-12} {string.Join(", ", door.EndPoints)}"));

    private static string Address(PostroomHost host, bool isTls)
    {
        IPEndPoint? found = host.Doors.Where(door => door.IsTls == isTls).SelectMany(door => door.EndPoints).FirstOrDefault();
        return found is null ? "(off)" : $"localhost:{found.Port}";
    }
}

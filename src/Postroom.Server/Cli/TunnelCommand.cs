using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using Postroom.Net;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>imap: speaks IMAP on standard input and output, for an account that needs no login (PREAUTH): what mutt's and mbsync's tunnels start.</summary>
/// <remarks>Who may open the data folder, or its server's control socket, may read every account's mail anyway.</remarks>
internal static class TunnelCommand
{
    private const string Name = "imap";

    private static readonly Option<string> Account = new("--account") { Description = "Whose mail.", Required = true };

    public static Command Build()
    {
        var command = new Command(Name, "Speaks IMAP on standard input and output, logged in already: for the tunnel settings of mutt and mbsync, perhaps by way of ssh.");
        command.Add(Account);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Whose mail a parsed line is about, if it is this command's.</summary>
    public static string? AccountOf(ParseResult parsed) =>
        parsed.Errors.Count == 0 && parsed.CommandResult.Command.Name == Name ? parsed.GetValue(Account) : null;

    /// <summary>The account with this login name, if its mail may be read.</summary>
    /// <exception cref="ConfigurationException">There is none, or it is disabled.</exception>
    public static AccountRecord Open(ServerStore store, string name) => store.FindAccount(name) switch
    {
        null => throw new ConfigurationException($"There is no account '{name}'; `postroom account list` shows those there are."),
        { IsDisabled: true } => throw new ConfigurationException($"The account '{name}' is disabled."),
        { } found => found,
    };

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string data = Path.GetFullPath(parsed.GetValue(AdminCommand.Data)!);
        PostroomSettings settings = ConfigurationLoader.Load(parsed.GetValue(AdminCommand.Config), parsed.GetValue(AdminCommand.Set)!);
        await using (NetworkStream? server = await ControlSocket.ConnectAsync(data, cancellationToken))
        {
            if (server is not null)
            {
                return await RelayAsync(server, parsed, cancellationToken);
            }
        }

        // Standard output is the client's, and standard error may be its screen: only what is wrong is said there.
        var log = new ConsoleLog(null, TimeProvider.System, Microsoft.Extensions.Logging.LogLevel.Warning);
        await using PostroomHost host = await PostroomHost.StartForTunnelAsync(data, settings, log);
        AccountRecord account = Open(host.Store, parsed.GetValue(Account)!);
        await using var connection = Connection.OverStreams(new StandardInput(Console.OpenStandardInput()), Console.OpenStandardOutput());
        await host.ServeAsync(connection, account, cancellationToken);
        return 0;
    }

    // The server's sessions share what is open and know of each other's changes: it serves, and octets are only passed on here.
    private static async Task<int> RelayAsync(NetworkStream server, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new ControlRequest([.. parsed.Tokens.Select(token => token.Value)], Environment.CurrentDirectory, IsTerminal: false, Password: null);
        await ControlFrame.WriteAsync(server, ControlFrame.Kind.Request, JsonSerializer.Serialize(request, ControlJson.Default.ControlRequest), cancellationToken);
        while (await ControlFrame.ReadAsync(server, cancellationToken) is { } frame)
        {
            switch (frame.Kind)
            {
                case ControlFrame.Kind.Tunnel:
                    await PassOnAsync(server, cancellationToken);
                    return 0;
                case ControlFrame.Kind.Error:
                    await Console.Error.WriteAsync(frame.Text);
                    break;
                case ControlFrame.Kind.Exit:
                    return int.Parse(frame.Text, System.Globalization.CultureInfo.InvariantCulture);
                default:
                    throw new InvalidDataException("The server asked the command line a question.");
            }
        }

        await Console.Error.WriteLineAsync("The server stopped before it was done.");
        return 1;
    }

    // Until the server has said all it has to say; the client may have closed its side before.
    private static async Task PassOnAsync(NetworkStream server, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using Stream output = Console.OpenStandardOutput();
        Task sending = SendAsync(server, over.Token);
        try
        {
            await server.CopyToAsync(output, over.Token);
        }
        catch (IOException)
        {
            // One of the two is gone: the other hears of it now.
        }
        finally
        {
            await over.CancelAsync();
            await sending;
        }
    }

    private static async Task SendAsync(NetworkStream server, CancellationToken cancellationToken)
    {
        await using var input = new StandardInput(Console.OpenStandardInput());
        try
        {
            await input.CopyToAsync(server, cancellationToken);
            server.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The server has closed: what it said is being passed on, and is all.
        }
    }
}

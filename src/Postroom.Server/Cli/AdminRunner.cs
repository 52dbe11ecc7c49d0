using System.CommandLine;
using System.Text.Json;

namespace Postroom.Server;

/// <summary>Runs an <see cref="AdminCommand"/>: in the server that serves the data folder, or here when none does.</summary>
internal static class AdminRunner
{
    public static async Task<int> RunAsync(AdminCommand command, ParseResult parsed, CancellationToken cancellationToken)
    {
        string data = Path.GetFullPath(parsed.GetValue(AdminCommand.Data)!);
        string? config = parsed.GetValue(AdminCommand.Config);
        string[] set = parsed.GetValue(AdminCommand.Set)!;
        PostroomSettings settings = ConfigurationLoader.Load(config, set);
        string? password = command.NeedsPassword ? PasswordInput.Read() : null;
        await using (System.Net.Sockets.NetworkStream? server = await ControlSocket.ConnectAsync(data, cancellationToken))
        {
            if (server is not null)
            {
                if (config is not null || set.Length > 0)
                {
                    await Console.Error.WriteLineAsync("A server runs on this data folder and does this: its settings count, not those given here.");
                }

                return await AskAsync(server, parsed, password, cancellationToken);
            }
        }

        await using ServerStore store = ServerStore.Open(data, command.MakesDataFolder, settings, new ConsoleLog(null, TimeProvider.System));
        return await command.RunAsync(
            new AdminContext
            {
                Store = store,
                Settings = settings,
                Out = Console.Out,
                Error = Console.Error,
                WorkingDirectory = Environment.CurrentDirectory,
                IsTerminal = !Console.IsErrorRedirected,
                Password = password,
                CancellationToken = cancellationToken,
            },
            parsed);
    }

    // Closing the socket is how Ctrl-C reaches the server.
    private static async Task<int> AskAsync(Stream server, ParseResult parsed, string? password, CancellationToken cancellationToken)
    {
        var request = new ControlRequest(
            [.. parsed.Tokens.Select(token => token.Value)], Environment.CurrentDirectory, !Console.IsErrorRedirected, password);
        await ControlFrame.WriteAsync(server, ControlFrame.Kind.Request, JsonSerializer.Serialize(request, ControlJson.Default.ControlRequest), cancellationToken);
        while (await ControlFrame.ReadAsync(server, cancellationToken) is { } frame)
        {
            switch (frame.Kind)
            {
                case ControlFrame.Kind.Out:
                    await Console.Out.WriteAsync(frame.Text);
                    break;
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
}

using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Postroom.Net;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>Runs command lines that come in over the data folder's control socket, in the server, with their output sent back.</summary>
/// <remarks>Who may open the socket may do everything: only the server's own user can.</remarks>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly PostroomHost _host;
    private readonly string _path;
    private static readonly TimeSpan RetryAccept = TimeSpan.FromSeconds(1);

    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private readonly HashSet<Task> _running = [];

    public ControlServer(PostroomHost host, string dataFolder)
    {
        _host = host;
        _path = ControlSocket.PathIn(dataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.Delete(_path); // the folder's lock is ours: whoever left it there is gone
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _listener.Listen(16);
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] running;
        lock (_running)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
        File.Delete(_path);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || (e is SocketException && _stopping.IsCancellationRequested))
            {
                return;
            }
            catch (SocketException e)
            {
                _host.Log.ControlConnectionEnded(e.Message);
                await Task.Delay(RetryAccept, CancellationToken.None); // too many open files, say: the next one may find room
                continue;
            }

            Task task = ServeAsync(socket);
            lock (_running)
            {
                _running.Add(task);
            }

            _ = task.ContinueWith(
                done =>
                {
                    lock (_running)
                    {
                        _running.Remove(done);
                    }
                },
                TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (await ControlFrame.ReadAsync(stream, _stopping.Token) is not (ControlFrame.Kind.Request, var json)
                || JsonSerializer.Deserialize(json, ControlJson.Default.ControlRequest) is not { } request)
            {
                return;
            }

            ParseResult parsed = CommandLine.Parse(request.Arguments);
            if (TunnelCommand.AccountOf(parsed) is { } account)
            {
                await TunnelAsync(account, stream);
                return;
            }

            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            Task watching = WatchAsync(stream, cancellation);
            int exitCode = await RunAsync(request, parsed, stream, cancellation.Token);
            await ControlFrame.WriteAsync(stream, ControlFrame.Kind.Exit, exitCode.ToString(System.Globalization.CultureInfo.InvariantCulture), _stopping.Token);
            socket.Shutdown(SocketShutdown.Both);
            await watching;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException or JsonException or SocketException)
        {
            // The terminal's side is gone or the server stops: there is nobody left to tell.
            _host.Log.ControlConnectionEnded(e.Message);
        }
    }

    private async Task TunnelAsync(string name, Stream stream)
    {
        AccountRecord account;
        try
        {
            account = TunnelCommand.Open(_host.Store, name);
        }
        catch (ConfigurationException e)
        {
            await ControlFrame.WriteAsync(stream, ControlFrame.Kind.Error, e.Message + "\n", _stopping.Token);
            await ControlFrame.WriteAsync(stream, ControlFrame.Kind.Exit, "2", _stopping.Token);
            return;
        }

        await ControlFrame.WriteAsync(stream, ControlFrame.Kind.Tunnel, "", _stopping.Token);
        await using var connection = Connection.OverStream(stream);
        await _host.ServeAsync(connection, account, _stopping.Token);
    }

    // The terminal's side says nothing more: anything that comes, its end above all, means Ctrl-C.
    private static async Task WatchAsync(Stream stream, CancellationTokenSource cancellation)
    {
        try
        {
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancellation.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The same: it is gone.
        }

        await cancellation.CancelAsync();
    }

    private async Task<int> RunAsync(ControlRequest request, ParseResult parsed, Stream stream, CancellationToken cancellationToken)
    {
        await using var output = new ControlWriter(stream, ControlFrame.Kind.Out);
        await using var error = new ControlWriter(stream, ControlFrame.Kind.Error);
        try
        {
            if (CommandLine.FindAdminCommand(parsed) is not { } command)
            {
                await error.WriteLineAsync("The running server does not know this command: is it of another version?");
                return 1;
            }

            return await command.RunAsync(
                new AdminContext
                {
                    Store = _host.Store,
                    Settings = _host.Settings,
                    Out = output,
                    Error = error,
                    WorkingDirectory = request.WorkingDirectory,
                    IsTerminal = request.IsTerminal,
                    Password = request.Password,
                    Host = _host,
                    CancellationToken = cancellationToken,
                },
                parsed);
        }
        catch (Exception e) when (CommandLine.Explain(e) is { } sentence)
        {
            if (e is StoreUnavailableException unavailable)
            {
                _host.Log.Unavailable($"command {parsed.CommandResult.Command.Name}", unavailable);
            }

            await error.WriteLineAsync(sentence);
            return e is ConfigurationException ? 2 : 1;
        }
        catch (Exception fault) when (fault is not (IOException or OperationCanceledException or SocketException))
        {
            _host.Log.Fault($"command {(request.Arguments is [var first, ..] ? first : "")}", fault);
            await error.WriteLineAsync("A fault of the server's: its log says which.");
            return 1;
        }
    }

    /// <summary>Text that goes back to the terminal, a frame a write.</summary>
    private sealed class ControlWriter(Stream stream, ControlFrame.Kind kind) : TextWriter
    {
        private const int MaxCharacters = 16 * 1024;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(string? value) => WriteAsync(value).GetAwaiter().GetResult();

        public override Task WriteAsync(char value) => WriteAsync(value.ToString());

        public override async Task WriteAsync(string? value)
        {
            for (int start = 0; start < (value?.Length ?? 0); start += MaxCharacters)
            {
                await ControlFrame.WriteAsync(stream, kind, value!.Substring(start, Math.Min(MaxCharacters, value.Length - start)), CancellationToken.None);
            }
        }

        public override Task WriteLineAsync(string? value) => WriteAsync(value + "\n");

        public override Task WriteLineAsync() => WriteAsync("\n");
    }
}

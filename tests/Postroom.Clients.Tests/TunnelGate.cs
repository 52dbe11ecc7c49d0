using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>Starts `postroom imap` for each connection to a port of loopback, as sshd would: the clients' own root has no .NET to start it with.</summary>
internal sealed class TunnelGate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly PostroomServer _server;
    private readonly string _account;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _passing = [];
    private readonly Task _accepting;

    public TunnelGate(PostroomServer server, string account)
    {
        (_server, _account) = (server, account);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Tunnels so far.</summary>
    public int Count { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        await Task.WhenAll(_passing);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Count++;
                _passing.Add(PassOnAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using TcpClient connection = client;
        using Process program = Process.Start(new ProcessStartInfo(
            PostroomServer.Runner, [PostroomServer.Program, "imap", "--account", _account, "--data", _server.Data])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            NetworkStream stream = connection.GetStream();
            Task sending = SendAsync(stream, program.StandardInput.BaseStream);
            await program.StandardOutput.BaseStream.CopyToAsync(stream, _stopping.Token);
            connection.Client.Shutdown(SocketShutdown.Send);
            await sending;
            await program.WaitForExitAsync(_stopping.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client is gone, or the test is over.
        }
        finally
        {
            ToolProcess.Kill(program);
        }
    }

    private async Task SendAsync(NetworkStream from, Stream to)
    {
        try
        {
            await using Stream input = to;
            await from.CopyToAsync(input, _stopping.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The program has ended, or the test is over.
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Server.Tests;

/// <summary>The server under systemd: sockets that are left to it, and what it tells of itself.</summary>
public sealed class SystemdTests : IDisposable
{
    // What systemd does before it starts a program: listening sockets from descriptor 3 on, and the environment that says so.
    private const string LeaveSockets = """
        my @names = split /:/, shift @ARGV;
        my @sockets = map { IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1", LocalPort => 0) or die } @names;
        POSIX::dup2(fileno $sockets[$_], 50 + $_) for 0 .. $#names;
        POSIX::dup2(50 + $_, 3 + $_) for 0 .. $#names;
        POSIX::close(50 + $_) for 0 .. $#names;
        ($ENV{LISTEN_PID}, $ENV{LISTEN_FDS}, $ENV{LISTEN_FDNAMES}) = ($$, scalar @names, join ":", @names);
        exec @ARGV or die;
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-systemd-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_serves_the_sockets_that_are_left_to_it_and_says_how_it_is()
    {
        if (!OperatingSystem.IsLinux())
            return; // nothing else has systemd
        string data = Path.Combine(_folder.FullName, "data"), notify = Path.Combine(_folder.FullName, "notify");
        using Socket manager = Listen(notify);
        ProcessStartInfo start = Start("imap:imaps", "serve", "--data", data);
        start.Environment["NOTIFY_SOCKET"] = notify;
        start.Environment["WATCHDOG_USEC"] = "400000";
        await using var process = new ServerProcess(start);

        Assert.StartsWith("READY=1\nSTATUS=", await HearAsync(manager, "READY=1"), StringComparison.Ordinal);
        await HearAsync(manager, "WATCHDOG=1");
        using (var json = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(data, "run", "listening.json"))))
        {
            Assert.Equal(["Imap:Listen", "Imap:TlsListen"], json.RootElement.EnumerateObject().Select(static door => door.Name));
            foreach (System.Text.Json.JsonProperty door in json.RootElement.EnumerateObject())
            {
                await using RawImap imap = await RawImap.ConnectAsync(System.Net.IPEndPoint.Parse(door.Value[0].GetString()!), tls: door.Name == "Imap:TlsListen");
                await imap.OkAsync("NOOP");
            }
        }

        await SignalAsync(process, "HUP");
        Assert.Matches(@"\ARELOADING=1\nMONOTONIC_USEC=[0-9]+\z", await HearAsync(manager, "RELOADING=1"));
        await HearAsync(manager, "READY=1");
        await SignalAsync(process, "TERM");
        await HearAsync(manager, "STOPPING=1");
    }

    [Theory]
    [InlineData("smtp", "systemd gives a socket that is called 'smtp': FileDescriptorName= must be imap, imaps, imap-proxy, imaps-proxy or admin.\n")]
    [InlineData("imaps-proxy", "Imap:ProxyTlsListen is for proxies, but Proxy:Trusted names none that is trusted.\n")]
    public async Task A_socket_for_no_door_ends_the_start(string name, string sentence)
    {
        if (!OperatingSystem.IsLinux())
            return; // nothing else has systemd
        ProcessStartInfo start = Start(name, "serve", "--data", Path.Combine(_folder.FullName, "data"));
        ToolResult result = await ToolProcess.RunAsync(start.FileName, start.ArgumentList);
        Assert.Equal((2, sentence), (result.ExitCode, result.Error));
    }

    /// <summary>Containers' managers listen there: "@" stands for the NUL of an abstract address.</summary>
    [Fact]
    public async Task An_abstract_address_is_told_too_and_a_manager_that_is_gone_is_no_fault()
    {
        if (!OperatingSystem.IsLinux())
            return; // nothing else has them
        string name = $"postroom-{Guid.NewGuid():N}";
        using (Socket manager = Listen("\0" + name))
        {
            await using var told = new ServiceManager("@" + name, null, TimeProvider.System);
            told.TellReady(static () => "well");
            Assert.Equal("READY=1\nSTATUS=well", await HearAsync(manager, "READY=1"));
        }

        await using var alone = new ServiceManager("@" + name, null, TimeProvider.System);
        alone.TellStopping();
        await using var unasked = new ServiceManager(null, TimeSpan.FromSeconds(1), TimeProvider.System);
        unasked.TellReady(static () => throw new InvalidOperationException("Nobody asked."));
    }

    private static ProcessStartInfo Start(string names, params string[] arguments) =>
        new("perl", ["-MIO::Socket::INET", "-MPOSIX", "-e", LeaveSockets, names, PostroomServer.Runner, PostroomServer.Program, .. arguments]);

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    // The next message that begins so; others before it are of another matter.
    private static async Task<string> HearAsync(Socket manager, string beginning)
    {
        byte[] buffer = new byte[1000];
        while (true)
        {
            int count = await manager.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(60));
            string said = Encoding.UTF8.GetString(buffer, 0, count);
            if (said.StartsWith(beginning, StringComparison.Ordinal))
                return said;
        }
    }

    private static async Task SignalAsync(ServerProcess process, string signal) => (await ToolProcess.RunAsync(
        "bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")])).MustSucceed();
}

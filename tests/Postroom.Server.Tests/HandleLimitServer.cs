using System.Diagnostics;

namespace Postroom.Server.Tests;

/// <summary>A server whose process may have few files and sockets open (RLIMIT_NOFILE: soft 200, hard 400), for as many clients as come.</summary>
public sealed class HandleLimitServer() : RunningServer("Imap:MaxConnectionsPerAddress=1000")
{
    internal const int Limit = 400;

    protected override ProcessStartInfo Command(IEnumerable<string> arguments) =>
        OperatingSystem.IsWindows() ? base.Command(arguments) : new("bash", ["-c", $"ulimit -n {Limit}; ulimit -Sn 200; exec {Postroom.Peers.Servers.PostroomServer.Runner} \"$@\"", "serve", .. arguments]);
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Postroom.Net;

namespace Postroom.Server;

/// <summary>Listening sockets that systemd has opened and left to this process (sd_listen_fds(3)): ports below 1024 without any privilege.</summary>
internal sealed class SocketActivation
{
    private const int FirstDescriptor = 3; // SD_LISTEN_FDS_START
    private const int MaxDescriptors = 100;

    private readonly Dictionary<ListSetting, List<Socket>> _sockets = [];

    private SocketActivation() { }

    /// <summary>No sockets.</summary>
    public static SocketActivation None { get; } = new();

    /// <summary>True if there are any: then only the doors that they are for are open, and those that a setting opens.</summary>
    public bool IsOn => _sockets.Count > 0;

    /// <summary>True if there are sockets for all that is to be served: no address is opened any more.</summary>
    public bool AreAll { get; private init; }

    /// <summary>Takes what was left to this process; the next one asks in vain.</summary>
    /// <exception cref="ConfigurationException">One of them is for no door, or does not listen.</exception>
    public static SocketActivation Take()
    {
        if (!TryCount(out int count))
        {
            return None;
        }

        string[] names = (Environment.GetEnvironmentVariable("LISTEN_FDNAMES") ?? "").Split(':');
        foreach (string variable in new[] { "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES" })
        {
            Environment.SetEnvironmentVariable(variable, null); // a second host in this process must not take them again
        }

        var taken = new SocketActivation();
        for (int i = 0; i < count; i++)
        {
            string name = i < names.Length ? names[i] : "";
            ListSetting door = DoorOf(name);
            if (!taken._sockets.TryGetValue(door, out List<Socket>? sockets))
            {
                taken._sockets.Add(door, sockets = []);
            }

            sockets.Add(Listening(FirstDescriptor + i, name));
        }

        return taken;
    }

    /// <summary>These, and sockets for all addresses that the settings name, opened now: while this process still may.</summary>
    /// <exception cref="ListenException">One of them cannot be had.</exception>
    public SocketActivation WithAll(PostroomSettings settings, bool isDemo)
    {
        var all = new SocketActivation { AreAll = true };
        var addresses = new DoorAddresses(settings, isDemo, this);
        foreach (ListSetting door in DoorAddresses.Doors)
        {
            all._sockets.Add(door, [.. For(door), .. addresses.For(door).Select(static address => Listener.Open(ListenAddress.Parse(address)))]);
        }

        return all;
    }

    /// <summary>The sockets of a door; each is its listener's from now on.</summary>
    public IReadOnlyList<Socket> For(ListSetting door) => _sockets.GetValueOrDefault(door) ?? [];

    // What a socket unit calls them (FileDescriptorName=).
    private static ListSetting DoorOf(string name) => name switch
    {
        "imap" => PostroomSettings.ImapListen,
        "imaps" => PostroomSettings.ImapTlsListen,
        "imap-proxy" => PostroomSettings.ImapProxyListen,
        "imaps-proxy" => PostroomSettings.ImapProxyTlsListen,
        "admin" => PostroomSettings.AdminListen,
        _ => throw new ConfigurationException($"systemd gives a socket that is called '{name}': FileDescriptorName= must be imap, imaps, imap-proxy, imaps-proxy or admin."),
    };

    private static bool TryCount(out int count)
    {
        count = 0;
        return !OperatingSystem.IsWindows()
            && Environment.GetEnvironmentVariable("LISTEN_PID") is { } process
            && process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            && int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out count)
            && count is > 0 and <= MaxDescriptors;
    }

    private static Socket Listening(int descriptor, string name)
    {
        try
        {
            var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            if (socket is { SocketType: SocketType.Stream, LocalEndPoint: IPEndPoint } && socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0)
            {
                return socket;
            }
        }
        catch (SocketException notOne)
        {
            throw new ConfigurationException($"What systemd gives as '{name}' is no socket.", notOne);
        }

        throw new ConfigurationException($"The socket that systemd gives as '{name}' does not listen on TCP: ListenStream= must be an address and a port, and Accept= no.");
    }
}

namespace Postroom.Server;

/// <summary>Where doors are to be opened, beside the sockets that are there already.</summary>
internal sealed class DoorAddresses(PostroomSettings settings, bool isDemo, SocketActivation sockets)
{
    /// <summary>The settings of all doors.</summary>
    public static IReadOnlyList<ListSetting> Doors =>
    [
        PostroomSettings.ImapListen, PostroomSettings.ImapTlsListen, PostroomSettings.ImapProxyListen, PostroomSettings.ImapProxyTlsListen, PostroomSettings.AdminListen,
    ];

    /// <summary>As ADDRESS:PORT each.</summary>
    public IReadOnlyList<string> For(ListSetting door)
    {
        if (sockets.AreAll)
        {
            return [];
        }

        if (settings.IsGiven(door) || RegisteredPort(door) is not { } port)
        {
            return settings.Get(door);
        }

        // Where systemd opens the ports, it says which. Root opens the registered ports to everyone; anyone else, and the demo, gets high ones on this machine only.
        return sockets.IsOn ? []
            : !isDemo && Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? [$"*:{port}"]
            : settings.Get(door);
    }

    private static int? RegisteredPort(ListSetting door) => door == PostroomSettings.ImapListen ? 143 : door == PostroomSettings.ImapTlsListen ? 993 : null;
}

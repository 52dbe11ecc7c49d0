using System.Net.Sockets;

namespace Postroom.Net;

/// <summary>Opens a listening socket, or says in one sentence why it cannot.</summary>
internal static class ListenSocket
{
    public static Socket Open(ListenAddress address, int backlog)
    {
        Socket? socket = null;
        try
        {
            bool isIPv4Only = address.IsAny && !Socket.OSSupportsIPv6;
            System.Net.IPAddress ip = isIPv4Only ? System.Net.IPAddress.Any : address.Address;
            socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (ip.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = address.IsAny;
            if (OperatingSystem.IsWindows())
                socket.ExclusiveAddressUse = true; // or another program could take our port
            socket.Bind(new System.Net.IPEndPoint(ip, address.Port));
            socket.Listen(backlog);
            return socket;
        }
        catch (SocketException failure)
        {
            socket?.Dispose();
            throw new ListenException($"Cannot listen on {address}: {Explain(failure, address)}", failure);
        }
    }

    private static string Explain(SocketException failure, ListenAddress address) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            "another program has that port; stop it, or choose another port (0 takes a free one).",
        SocketError.AccessDenied when address.Port is > 0 and < 1024 =>
            "ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a port from 1024 up.",
        SocketError.AccessDenied => "the system does not permit it.",
        SocketError.AddressNotAvailable => "this machine has no such address.",
        SocketError.AddressFamilyNotSupported => "this machine has no IPv6.",
        _ => failure.Message + ".",
    };
}

using System.Net.Sockets;

namespace Postroom.Server;

/// <summary>Where the control socket of a data folder is.</summary>
internal static class ControlSocket
{
    // A Unix socket's path may have 108 octets (104 on macOS): a longer one goes by way of the temporary folder.
    private const int MaxPathOctets = 100;

    public static string PathIn(string dataFolder)
    {
        string path = Path.Combine(Path.GetFullPath(dataFolder), "run", "control.sock");
        if (System.Text.Encoding.UTF8.GetByteCount(path) <= MaxPathOctets)
        {
            return path;
        }

        byte[] digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(path));
        return Path.Combine(Path.GetTempPath(), $"postroom-{Convert.ToHexStringLower(digest.AsSpan(0, 12))}.sock");
    }

    /// <summary>A connection to the server that runs on the folder; null when none does.</summary>
    public static async Task<NetworkStream?> ConnectAsync(string dataFolder, CancellationToken cancellationToken)
    {
        string path = PathIn(dataFolder);
        if (!File.Exists(path))
        {
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            socket.Dispose(); // left over from a server that was killed
            return null;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ConfigurationException($"The server's control socket {path} cannot be reached: {e.Message}.", e);
        }
    }
}

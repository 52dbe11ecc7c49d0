using System.Net;
using System.Net.Sockets;

namespace LoadGenerator.Ceiling;

/// <summary>
/// A server that does nothing but answer: it keeps no mail, and what a command is answered is made once and kept. What the load
/// generator gets out of it is what the generator, loopback and the kernel can do at most; every row shows it as its ceiling.
/// </summary>
internal static class CeilingServer
{
    public static void Run(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        while (true)
        {
            Socket client = listener.Accept();
            client.NoDelay = true;
            new Thread(() => Serve(client), maxStackSize: 256 * 1024) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket client)
    {
        try
        {
            using var session = new CeilingSession(client);
            session.Run();
        }
        catch (SocketException)
        {
            // The client has gone, as clients may.
        }
        finally
        {
            client.Dispose();
        }
    }
}

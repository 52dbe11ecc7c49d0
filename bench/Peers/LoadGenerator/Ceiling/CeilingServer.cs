using System.Net;
using System.Net.Sockets;

namespace LoadGenerator.Ceiling;

/// <summary>
/// A server that does nothing but answer: it keeps no mail, and what a command is answered is made once and kept. What the load
/// generator gets out of it is what the generator, loopback and the kernel can do at most; every row shows it as its ceiling.
/// </summary>
/// <remarks>Machine code, so that it is as fast at first as at last. A thread that has served a client takes the next one: to make one for each would be work.</remarks>
internal static class CeilingServer
{
    private const int Stack = 256 * 1024;

    private static int _open;
    private static int _waiting;

    /// <summary>Nobody else is connected: a core is free to look for its next command again and again, which sleeping until it comes would be slower than.</summary>
    public static bool HasOneClient => Volatile.Read(ref _open) == 1;

    public static void Run(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        AcceptAll(listener);
    }

    // One thread more than there are clients waits for the next.
    private static void AcceptAll(Socket listener)
    {
        while (true)
        {
            Interlocked.Increment(ref _waiting);
            Socket client = listener.Accept();
            if (Interlocked.Decrement(ref _waiting) == 0)
                new Thread(() => AcceptAll(listener), Stack) { IsBackground = true }.Start();
            client.NoDelay = true;
            Interlocked.Increment(ref _open);
            Serve(client);
            Interlocked.Decrement(ref _open);
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

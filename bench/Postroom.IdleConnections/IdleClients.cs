using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

/// <summary>Clients that say one thing, hear one answer, and stay.</summary>
internal static class IdleClients
{
    public static async Task OpenAsync(List<IDisposable> clients, int port, bool isTls, int count)
    {
        byte[] answer = new byte[8];
        for (int index = 0; index < count; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (isTls)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    AllowTlsResume = false,
                    RemoteCertificateValidationCallback = IsSelfSigned,
                });
                stream = tls;
            }

            clients.Add(stream);
            await stream.WriteAsync("a NOOP\r\n"u8.ToArray());
            await stream.ReadExactlyAsync(answer);
        }
    }

    private static bool IsSelfSigned(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.Subject.Contains("Postroom", StringComparison.Ordinal) == true;
}

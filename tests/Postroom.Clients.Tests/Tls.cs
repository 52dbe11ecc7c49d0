using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Clients.Tests;

internal static class Tls
{
    /// <summary>The certificate that a server shows, as PEM: what a user saves to trust a self-signed one.</summary>
    public static async Task<string> CertificateAsync(IPEndPoint address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address);
        X509Certificate? shown = null;
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) =>
        {
            shown = certificate;
            return certificate is not null;
        });
        await tls.AuthenticateAsClientAsync("localhost");
        return new X509Certificate2(shown!).ExportCertificatePem();
    }
}

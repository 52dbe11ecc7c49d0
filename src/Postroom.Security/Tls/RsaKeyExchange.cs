using System.IO.Pipes;
using System.Net.Security;
using System.Security.Authentication;

namespace Postroom.Security;

/// <summary>Finds out whether a server would do RSA key exchange, which has no forward secrecy (RFC 9325 §4.1), by asking it: there is no other way to learn what the system's settings allow.</summary>
internal static class RsaKeyExchange
{
    // All that clients still offer; beyond these the system would have to be older than TLS 1.2.
    private static readonly TlsCipherSuite[] WithRsa =
    [
        TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256, TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_CAMELLIA_128_CBC_SHA, TlsCipherSuite.TLS_RSA_WITH_CAMELLIA_256_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CCM, TlsCipherSuite.TLS_RSA_WITH_AES_256_CCM,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CCM_8, TlsCipherSuite.TLS_RSA_WITH_AES_256_CCM_8,
    ];

    private static readonly TlsCipherSuite[] WithoutRsa =
        [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384];

    /// <summary>False only where it is certain: a client that wants it is turned away, and one that wants ECDHE is served.</summary>
    internal static bool IsPossible(SslServerAuthenticationOptions options) => Succeeds(options, WithRsa) || !Succeeds(options, WithoutRsa);

    private static bool Succeeds(SslServerAuthenticationOptions options, TlsCipherSuite[] suites)
    {
        using var toServer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var fromClient = new AnonymousPipeClientStream(PipeDirection.In, toServer.ClientSafePipeHandle);
        using var toClient = new AnonymousPipeServerStream(PipeDirection.Out);
        using var fromServer = new AnonymousPipeClientStream(PipeDirection.In, toClient.ClientSafePipeHandle);
        bool served = false;
        var thread = new Thread(() =>
        {
            using var server = new SslStream(new TwoWays(fromClient, toClient));
            served = Try(() => server.AuthenticateAsServer(options));
        });
        thread.Start();
        bool connected;
        using (var client = new SslStream(new TwoWays(fromServer, toServer)))
        {
            connected = Try(() => client.AuthenticateAsClient(ClientOptions(suites)));
        }

        thread.Join();
        return served && connected;
    }

    private static SslClientAuthenticationOptions ClientOptions(TlsCipherSuite[] suites) => new()
    {
        TargetHost = "localhost",
#pragma warning disable CA5398, CA5359 // TLS 1.3 has no RSA key exchange to ask for; and this is our own certificate, expired or not.
        EnabledSslProtocols = SslProtocols.Tls12,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5398, CA5359
#pragma warning disable CA1416 // not asked on Windows
        CipherSuitesPolicy = new CipherSuitesPolicy(suites),
#pragma warning restore CA1416
    };

    // Being turned away is the answer that is hoped for; each side closes its pipes then, so that the other does not wait.
    private static bool Try(Action handshake)
    {
        try
        {
            handshake();
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }
    }

    /// <summary>Two pipes as one connection; closing it closes both.</summary>
    private sealed class TwoWays(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override void Flush() => output.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                output.Dispose();
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

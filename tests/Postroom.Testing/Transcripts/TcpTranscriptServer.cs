using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Postroom.Testing.Transcripts;

/// <summary>A server that listens on TCP, whosever it is.</summary>
/// <param name="plain">Where it speaks IMAP in the clear.</param>
/// <param name="tls">Where it begins with TLS; null if nowhere.</param>
public abstract class TcpTranscriptServer(IPEndPoint plain, IPEndPoint? tls) : ITranscriptServer
{
    /// <inheritdoc/>
    public abstract ITranscriptFixture Fixture { get; }

    /// <inheritdoc/>
    public virtual async ValueTask<Stream> ConnectAsync(TranscriptDoor door, CancellationToken cancellationToken)
    {
        if (door == TranscriptDoor.PreAuthenticated)
            throw new TranscriptUnsupportedException("this server lets nobody in without a password");
        if (door == TranscriptDoor.Tls && tls is null)
            throw new TranscriptUnsupportedException("this server has no port for TLS");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(door == TranscriptDoor.Tls ? tls! : plain, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        if (door == TranscriptDoor.Plain)
            return stream;
#pragma warning disable CA5359 // The server under test has a certificate it made itself.
        var encrypted = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await encrypted.AuthenticateAsClientAsync("localhost");
        return encrypted;
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

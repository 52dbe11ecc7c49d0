using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>A connection to a server of the directory: one request at a time, and nothing is sent in the clear that should not be.</summary>
/// <remarks>After any exception it is of no use any more: where an answer begins is not known.</remarks>
internal sealed class LdapConnection : IDisposable
{
    // The entries asked for are two at most, with a few attributes.
    private const int MaxMessageOctets = 256 << 10;
    private const int MaxMessages = 64;
    private const byte Sequence = 0x30;

    private Stream _stream;
    private int _lastId;

    private LdapConnection(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>True while the directory thinks that it speaks with the one who searches, and not with somebody who logs in.</summary>
    public bool IsOurs { get; private set; }

    /// <exception cref="LdapException">It cannot be had.</exception>
    public static async ValueTask<LdapConnection> OpenAsync(LdapServer server, LdapOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        LdapConnection? connection = null;
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken).ConfigureAwait(false);
            connection = new LdapConnection(socket);
            if (!server.IsTls && options.StartTls)
                await connection.StartTlsAsync(cancellationToken).ConfigureAwait(false);
            if (server.IsTls || options.StartTls)
                await connection.ShakeHandsAsync(server, options, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            connection?.Dispose();
            socket.Dispose();
            if (e is SocketException or IOException or AuthenticationException)
                throw new LdapException($"{server}: {e.Message.TrimEnd('.')}", e);
            throw;
        }
    }

    /// <summary>Binds with a password; true if it is the entry's.</summary>
    /// <exception cref="LdapException">The directory did not say.</exception>
    public async ValueTask<bool> BindAsync(string dn, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        // RFC 4513 §5.1.2: a bind with a name and an empty password succeeds, and proves nothing.
        if (dn.Length == 0 || password.IsEmpty)
            throw new ArgumentException("A password proves something only of a name, and only if it is not empty (RFC 4513 §5.1.2).");
        IsOurs = false;
        byte[] request = LdapMessages.Bind(++_lastId, dn, password.Span);
        try
        {
            return await BindAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(request);
        }
    }

    /// <summary>Becomes the one who searches.</summary>
    /// <exception cref="LdapException">The directory does not take us.</exception>
    public async ValueTask BindAsOursAsync(LdapOptions options, CancellationToken cancellationToken)
    {
        if (options.BindDn.Length > 0)
        {
            if (!await BindAsync(options.BindDn, options.BindPassword, cancellationToken).ConfigureAwait(false))
                throw new LdapException($"the directory does not take the password of {options.BindDn}");
        }
        else if (!await BindAsync(LdapMessages.Bind(++_lastId, "", []), cancellationToken).ConfigureAwait(false))
        {
            throw new LdapException("the directory lets nobody search without a name");
        }

        IsOurs = true;
    }

    /// <summary>Looks for entries: two are as many as anyone wants to know of.</summary>
    /// <exception cref="LdapException">It cannot be done.</exception>
    public async ValueTask<IReadOnlyList<LdapEntry>> SearchAsync(LdapOptions options, string name, CancellationToken cancellationToken)
    {
        List<LdapEntry> found = [];
        await SendAsync(LdapMessages.Search(++_lastId, options, name, sizeLimit: 2), cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < MaxMessages; i++)
        {
            LdapAnswer answer = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Entry is not null)
                found.Add(answer.Entry);
            if (answer.Operation != LdapOperation.SearchResultDone)
                continue; // another entry, or a reference to another server, to which nobody goes
            return answer.Code is LdapResultCode.Success or LdapResultCode.SizeLimitExceeded
                ? found
                : throw Failed($"the search below {options.BaseDn}", answer);
        }

        throw new LdapException("the directory answers without end");
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Says goodbye, if that can be done at once.</summary>
    public async ValueTask CloseAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _stream.WriteAsync(LdapMessages.Unbind(++_lastId), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The directory has closed it before.
        }

        Dispose();
    }

    private async ValueTask<bool> BindAsync(byte[] request, CancellationToken cancellationToken)
    {
        await SendAsync(request, cancellationToken).ConfigureAwait(false);
        LdapAnswer answer = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            { Operation: not LdapOperation.BindResponse } => throw new LdapException("the directory answers something else"),
            { Code: LdapResultCode.Success } => true,
            // The usual one, and those by which directories say that an entry is locked, has no password, or is elsewhere.
            {
                Code: LdapResultCode.InvalidCredentials or LdapResultCode.UnwillingToPerform or LdapResultCode.ConstraintViolation or
                LdapResultCode.InappropriateAuthentication or LdapResultCode.NoSuchObject or LdapResultCode.InsufficientAccessRights or LdapResultCode.Referral
            } => false,
            _ => throw Failed("a bind", answer),
        };
    }

    private async ValueTask StartTlsAsync(CancellationToken cancellationToken)
    {
        await SendAsync(LdapMessages.StartTls(++_lastId), cancellationToken).ConfigureAwait(false);
        LdapAnswer answer = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (answer is not { Operation: LdapOperation.ExtendedResponse, Code: LdapResultCode.Success })
            throw Failed("STARTTLS", answer);
    }

    private async ValueTask ShakeHandsAsync(LdapServer server, LdapOptions options, CancellationToken cancellationToken)
    {
        var handshake = new SslClientAuthenticationOptions { TargetHost = server.Host };
        if (options.Authorities is { } authorities)
        {
            handshake.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handshake.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(handshake, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new LdapException($"the directory's connection broke: {e.Message.TrimEnd('.')}", e) { IsConnectionLost = true };
        }
    }

    // Octet by octet up to the length (two to six of them), then the rest: what comes behind a STARTTLS answer in the clear is never taken for more.
    private async ValueTask<LdapAnswer> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            byte[] head = new byte[6];
            await _stream.ReadExactlyAsync(head.AsMemory(0, 2), cancellationToken).ConfigureAwait(false);
            int more = head[1] < 0x80 ? 0 : head[1] & 0x7F;
            if (head[0] != Sequence || head[1] == 0x80 || more > 4)
                throw new LdapException("the directory speaks something else than LDAP");
            await _stream.ReadExactlyAsync(head.AsMemory(2, more), cancellationToken).ConfigureAwait(false);
            long length = more == 0 ? head[1] : 0;
            for (int i = 0; i < more; i++)
                length = (length << 8) | head[2 + i];
            if (length > MaxMessageOctets)
                throw new LdapException($"the directory's answer has {length} octets");
            byte[] message = new byte[2 + more + (int)length];
            head.AsSpan(0, 2 + more).CopyTo(message);
            await _stream.ReadExactlyAsync(message.AsMemory(2 + more), cancellationToken).ConfigureAwait(false);
            LdapAnswer answer = LdapAnswer.Read(message);
            return answer.Id == _lastId ? answer
                : answer.Id == 0 ? throw new LdapException($"the directory closed the connection: {answer.Code} {answer.Text}") { IsConnectionLost = true } // RFC 4511 §4.4.1
                : throw new LdapException("the directory answers another question");
        }
        catch (IOException e)
        {
            throw new LdapException($"the directory's connection broke: {e.Message.TrimEnd('.')}", e) { IsConnectionLost = true };
        }
    }

    private static LdapException Failed(string what, LdapAnswer answer) =>
        new($"{what} ended with {answer.Code}{(answer.Text.Length > 0 ? $" ({answer.Text})" : "")}");
}

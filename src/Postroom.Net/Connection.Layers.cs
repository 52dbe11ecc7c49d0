using System.Net.Security;
using System.Security.Authentication;

namespace Postroom.Net;

public sealed partial class Connection
{
    /// <summary>Starts TLS as the server, after sending what is written; gives how many pipelined octets were thrown away.</summary>
    /// <remarks>Whatever came before the handshake is dropped, so that nobody can slip commands in before it (RFC 3207 §6, CVE-2011-0411).</remarks>
    /// <exception cref="ConnectionEndedException">The handshake failed or took too long; the connection is closed.</exception>
    /// <exception cref="InvalidOperationException">TLS or compression is on already, or a read is pending.</exception>
    public ValueTask<int> UpgradeToTlsAsync(SslServerAuthenticationOptions options, CancellationToken cancellationToken = default) =>
        UpgradeToTlsAsync(_ => options, cancellationToken);

    /// <summary>The same, with options by the name that the client asks for (SNI, RFC 6066 §3); empty where it asks for none.</summary>
    /// <inheritdoc cref="UpgradeToTlsAsync(SslServerAuthenticationOptions, CancellationToken)"/>
    public async ValueTask<int> UpgradeToTlsAsync(Func<string, SslServerAuthenticationOptions> optionsFor, CancellationToken cancellationToken = default)
    {
        if (IsTls || IsCompressed)
            throw new InvalidOperationException("TLS must be the first layer, and comes once.");
        await Output.DrainAsync(cancellationToken).ConfigureAwait(false);
        if (!TryStartReading())
            throw new InvalidOperationException("A read is pending: the reader must stop before TLS starts.");
        var asked = new OptionsAsked(optionsFor);
        try
        {
            int dropped = DropInput();
            Guard(Options.TlsHandshakeTimeout, ConnectionEndReason.TlsTimeout);
            await LeavePollerAsync().ConfigureAwait(false); // strangers' handshakes must not hold those who share its thread
            SetLeavesPoller(true);
            var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
            await tls.AuthenticateAsServerAsync(
                static (_, hello, asked, _) => new(((OptionsAsked)asked!).For(hello.ServerName ?? "")),
                asked,
                cancellationToken).ConfigureAwait(false);
            SetLeavesPoller(false);
            Unguard();
            _stream = Tls = tls;
            TlsVersion = tls.SslProtocol;
            return dropped;
        }
        catch (Exception failure) when (IsTransportFailure(failure))
        {
            TryEnd(ConnectionEndReason.TlsFailed); // unless the time-out was it
            throw Fail(failure);
        }
        catch (Exception failure) when (asked.IsPeersFault(failure))
        {
            throw Fail(new AuthenticationException("What came is no ClientHello")); // what SslStream says of it would be about us
        }
        catch
        {
            Abort(ConnectionEndReason.TlsFailed); // cancelled, or options that cannot work: half a handshake is no connection
            throw;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>Compresses both directions from here on (RFC 4978: raw deflate), after sending what is written plain.</summary>
    /// <remarks>Costs about 160 KiB a connection. Input that came before, from a peer that did not wait for our answer, is read as compressed:
    /// so it means the same whether it came a moment earlier or later.</remarks>
    /// <exception cref="InvalidOperationException">It is compressed already, or a read is pending.</exception>
    public async ValueTask CompressAsync(CancellationToken cancellationToken = default)
    {
        if (IsCompressed)
            throw new InvalidOperationException("The connection is compressed already.");
        await Output.DrainAsync(cancellationToken).ConfigureAwait(false);
        if (!TryStartReading())
            throw new InvalidOperationException("A read is pending: the reader must stop before compression starts.");
        _stream = new DeflateLayer(_stream, TakeInput());
        IsCompressed = true;
        Volatile.Write(ref _reading, 0);
    }

    /// <summary>Ends the compression of both directions, after sending what is written; the connection goes on as it was before.</summary>
    /// <remarks>For a peer that ends its own at the same command (RFC 8437 §4.1): with a flush behind it. What it had compressed behind the command is
    /// dropped, what came plain behind the flush is the next input.</remarks>
    /// <exception cref="InvalidOperationException">It is not compressed, or a read is pending.</exception>
    public async ValueTask EndCompressionAsync(CancellationToken cancellationToken = default)
    {
        if (_stream is not DeflateLayer layer)
            throw new InvalidOperationException("The connection is not compressed.");
        await Output.DrainAsync(cancellationToken).ConfigureAwait(false);
        if (!TryStartReading())
            throw new InvalidOperationException("A read is pending: the reader must stop before compression ends.");
        try
        {
            DropInput();
            ReadOnlyMemory<byte> behind = await layer.EndAsync(cancellationToken).ConfigureAwait(false);
            _stream = layer.Inner;
            IsCompressed = false;
            TakeAsInput(behind.Span);
        }
        catch (Exception failure) when (IsTransportFailure(failure))
        {
            throw Fail(failure);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    // What may be sent past the layers: there are none.
    internal System.Net.Sockets.Socket? PlainSocket => IsTls || IsCompressed ? null : _socket;

    internal Stream TopLayer => _stream;

    private void SetLeavesPoller(bool leaves)
    {
        if (_transport is PolledStream polled)
            polled.LeavesPoller = leaves;
    }

    /// <summary>Whether SslStream came as far as to ask for our options: what it throws before has nothing to do with them.</summary>
    private sealed class OptionsAsked(Func<string, SslServerAuthenticationOptions> optionsFor)
    {
        private bool _wasAsked;
        private bool _hasFailed;

        internal SslServerAuthenticationOptions For(string serverName)
        {
            (_wasAsked, _hasFailed) = (true, true);
            SslServerAuthenticationOptions options = optionsFor(serverName);
            _hasFailed = false;
            return options;
        }

        // An alert or an empty record in place of the ClientHello is a missing certificate of ours to SslStream, and a ClientHello that breaks off,
        // the second one too, an index of its own that is out of range.
        internal bool IsPeersFault(Exception failure) =>
            failure is not OperationCanceledException && (!_wasAsked || (failure is IndexOutOfRangeException && !_hasFailed));
    }
}

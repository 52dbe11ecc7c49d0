using System.Buffers;

namespace Postroom.Net;

public sealed partial class Connection
{
    /// <summary>Reads what a proxy says of its client, before anything else on the connection, and takes those addresses for its own.</summary>
    /// <remarks>No octet of the client's is read with it: they may be TLS's.</remarks>
    /// <exception cref="ConnectionEndedException">There was no such header, or not in time.</exception>
    internal async ValueTask ReadProxyHeaderAsync(CancellationToken cancellationToken)
    {
        if (!TryStartReading())
            throw new InvalidOperationException("The proxy's header comes before anything is read.");
        byte[]? header = null;
        Guard(Options.ProxyHeaderTimeout, ConnectionEndReason.ProxyFailed);
        try
        {
            await _stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false); // nothing is rented for who says nothing
            header = ArrayPool<byte>.Shared.Rent(ProxyHeader.MaxOctets);
            int count = 0;
            while (ProxyHeader.Missing(header.AsSpan(0, count)) is > 0 and var missing)
            {
                int read = await _stream.ReadAsync(header.AsMemory(count, missing), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    throw new IOException("the proxy closed before its header was whole");
                count += read;
            }

            ProxyHeader said = ProxyHeader.Parse(header.AsSpan(0, count));
            Unguard();
            if (said.Source is { } source)
                (RemoteEndPoint, LocalEndPoint) = (Plain(source), Plain(said.Destination));
        }
        catch (InvalidDataException wrong)
        {
            EndDetail = wrong.Message;
            Abort(ConnectionEndReason.ProxyFailed);
            throw new ConnectionEndedException(EndReason, wrong);
        }
        catch (Exception failure) when (IsTransportFailure(failure))
        {
            throw Fail(failure);
        }
        finally
        {
            if (header is not null)
                ArrayPool<byte>.Shared.Return(header);
            Volatile.Write(ref _reading, 0);
        }

        await LeavePollerAsync().ConfigureAwait(false);
    }
}
